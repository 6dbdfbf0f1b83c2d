import DownloadCore
import Harness
import Synchronization
import Testing

@testable import EngineLink

/// What a face is told, and how long it waits, when the engine of another process does not answer.
@Suite struct `An unresponsive engine` {
    @Test func `is reported while it owes an answer, and once it answers again`() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        var troubles = client.troubles().makeAsyncIterator()
        let snapshots = client.snapshots()
        listening.engine.hold()
        // No request is pending: an engine with a waiting download is probed all the same.
        let trouble = try #require(await troubles.next())
        #expect(trouble?.contains("(process \(client.process)) does not respond") == true)
        listening.engine.release()
        #expect(await troubles.next() == .some(nil))
        withExtendedLifetime(snapshots) {}
        await listening.server.end(.stopped)
    }

    @Test func `is not one that answers and has nothing new to say`() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        let troubles = client.troubles()
        let snapshots = client.snapshots()
        // Each probe follows a silence, so three take longer than a report would.
        try await wait(for: "answers to three probes") { client.traffic?.answers ?? 3 >= 3 }
        await listening.server.end(.stopped)
        for await trouble in troubles { Issue.record("\(trouble ?? "nil")") }
        withExtendedLifetime(snapshots) {}
    }

    @Test(arguments: [ServiceEnding.leave, .background, .stop])
    func `does not hold a face that ends`(ending: ServiceEnding) async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        listening.engine.hold()
        let asking = Task { for _ in 1...3 { await client.perform(.pause([DownloadID(1)])) } }
        try await wait(for: "a request") { client.pendingRequests == 1 }
        client.limitWaits()
        await asking.value
        await #expect(throws: LinkError.self) { try await client.end(ending) }
        try await wait(for: "the order to stop") {
            listening.stops.count == (ending == .stop ? 1 : 0)
        }
        listening.engine.release()
        await listening.server.end(.stopped)
    }

    @Test func `does not hold a face that stops it`() async throws {
        let listening = try Listening()
        let client = try listening.client()
        await #expect(throws: LinkError.self) { try await client.end(.stop) }
        try await wait(for: "the order to stop") { listening.stops.count == 1 }
        await listening.server.end(.stopped)
    }

    @Test func `does not hold a command`() async throws {
        let listening = try Listening(downloads: 1)
        listening.engine.hold()
        let asking = try listening.client()
        asking.limitSilence(to: 1)
        for _ in 1...2 {
            let error = await #expect(throws: LinkError.self) {
                try await asking.request(.pause([DownloadID(1)]))
            }
            #expect(error?.description.contains("(process \(asking.process)) does not") == true)
        }
        let error = await #expect(throws: LinkError.self) { try await asking.snapshot() }
        #expect(error?.description.contains("does not respond") == true)
        // It gets the order, but does not end.
        let stopping = try listening.client()
        stopping.limitSilence(to: 1)
        await #expect(throws: LinkError.self) { try await stopping.stop() }
        #expect(listening.stops.count == 1)
        listening.engine.release()
        await listening.server.end(.stopped)
    }

    @Test func `is not one that answers a command slowly`() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        client.limitSilence(to: 2)
        listening.engine.state.withLock { $0.delay = 0.6 }
        for _ in 1...5 { try await client.request(.pause([DownloadID(1)])) }
        await listening.server.end(.stopped)
    }

    @Test func `is not one that performs many requests slowly`() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        listening.engine.state.withLock { $0.delay = 0.2 }
        let asking = Task { for _ in 1...10 { await client.perform(.pause([DownloadID(1)])) } }
        try await wait(for: "a request") { client.pendingRequests == 1 }
        client.limitWaits()
        await asking.value
        #expect(listening.engine.state.withLock { $0.intents.count } == 10)
        try await client.end(.leave)
        await listening.server.end(.stopped)
    }
}
