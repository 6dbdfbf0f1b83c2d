import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// Servers that are away while a user watches.
@Suite struct `A server that is away for a while` {
    @Test func `all downloads wait for it, block no others, and try when one gets through`()
        async throws
    {
        let nginx = try await Nginx()
        let names = (1...8).map { "\($0).bin" }
        for name in names { try Body.pattern(5_000).write(toFile: nginx.path(name)) }
        try await nginx.kill()
        let live = try await FaultOrigin.start(body: .pattern(3_000))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 2
            $0.retries = 2
        }
        let ids = await run.engine.add(
            names.map { DownloadRequest(source: nginx.url($0), directory: folder.path) })
        let other = try await run.add(live.url("/other"), to: folder.path)
        // It comes last, behind more dead ones than may be active.
        try await run.wait(forEndOf: other)
        try await Harness.wait(
            for: "two tries in vain", state: { "\(run.snapshot?.downloads.map(\.state) ?? [])" }
        ) {
            await run.engine.hasAwayHosts
                && run.snapshot?.downloads.allSatisfy { $0.id == other || $0.isAwaiting } ?? false
        }
        try await nginx.restart()
        // What the watch of the network does; the clock would do it later.
        await run.engine.handle(.networkChanged)
        for id in ids { try await run.wait(forEndOf: id) }
        #expect(await !run.engine.hasAwayHosts)
        await run.stop()
        try await live.stop()
    }

    @Test func `start now begins a download beyond the limit`() async throws {
        let body = Body.pattern(8 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(16 << 10))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 1 }
        let first = try await run.add(origin.url("/1"), to: folder.path, fragments: 1)
        try await run.wait(for: first, "first") { $0.state == .running }
        _ = try await run.add(origin.url("/2"), to: folder.path, fragments: 1)
        let third = try await run.add(origin.url("/3"), to: folder.path, fragments: 1)
        await run.engine.perform(.startNow([third]))
        try await run.wait(for: third, "third") { $0.state == .running }
        #expect(run.snapshot?.downloads.map(\.id.rawValue).first == third.rawValue)
        #expect(run[first]?.state == .running)
        await run.stop()
        try await origin.stop()
    }
}

extension DownloadSnapshot {
    /// Whether it waits for its server, or for another download that does.
    fileprivate var isAwaiting: Bool {
        switch state {
        case .waiting, .retrying: true
        default: false
        }
    }
}

extension Engine {
    /// Whether some host could not be reached.
    fileprivate var hasAwayHosts: Bool { transfers.hosts.anyFails }
}
