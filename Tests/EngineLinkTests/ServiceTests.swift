import DownloadCore
import Synchronization
import Testing

@testable import EngineLink

/// The guarantees for a face, with an engine in its own or another process.
@Suite("A download service")
struct ServiceTests {
    enum Way: CaseIterable {
        case direct, socket
    }

    /// An engine with three downloads, and the connection to it.
    private func service(_ way: Way) throws -> (any DownloadService, Listening) {
        let listening = try Listening(downloads: 3)
        return (way == .direct ? listening.engine : try listening.client(), listening)
    }

    @Test("Intents are performed in order, each before its call returns", arguments: Way.allCases)
    func order(_ way: Way) async throws {
        let (service, listening) = try service(way)
        let intents = (1...50).map { Intent.move([DownloadID(1)], by: $0) }
        for (index, intent) in intents.enumerated() {
            await service.perform(intent)
            #expect(listening.engine.state.withLock { $0.intents.count } == index + 1)
        }
        #expect(listening.engine.state.withLock { $0.intents } == intents)
        await listening.server.end(.stopped)
    }

    @Test("A snapshot comes at once, and others when something changes", arguments: Way.allCases)
    func snapshots(_ way: Way) async throws {
        let (service, listening) = try service(way)
        let stream = service.snapshots()
        #expect(await first(stream) { _ in true }?.downloads.count == 3)
        await service.perform(.pause([DownloadID(2)]))
        let paused = await first(stream) { $0.downloads[1].state == .paused(.user) }
        #expect(paused?.downloads.map(\.state) == [.waiting, .paused(.user), .waiting])
        await listening.server.end(.stopped)
    }

    @Test("Two watchers both see what one of them does", arguments: Way.allCases)
    func twoWatchers(_ way: Way) async throws {
        let (service, listening) = try service(way)
        let other = try listening.client()
        let streams = [service.snapshots(), other.snapshots()]
        for stream in streams { _ = await first(stream) { _ in true } }
        await service.perform(.pause([DownloadID(1)]))
        for stream in streams {
            #expect(await first(stream) { $0.downloads[0].state == .paused(.user) } != nil)
        }
        await listening.server.end(.stopped)
    }

    @Test("Details are present for the selected download", arguments: Way.allCases)
    func details(_ way: Way) async throws {
        let (service, listening) = try service(way)
        await service.look(at: .one(DownloadID(2)))
        let stream = service.snapshots()
        #expect(await first(stream) { $0.downloads[1].fragments.count == 1 } != nil)
        await service.look(at: .one(DownloadID(3)))
        listening.engine.change { $0.added += 1 }
        #expect(await first(stream) { $0.downloads[2].fragments.count == 1 } != nil)
        await listening.server.end(.stopped)
    }

    @Test("Snapshots end with the engine", arguments: Way.allCases)
    func end(_ way: Way) async throws {
        let (service, listening) = try service(way)
        let stream = service.snapshots()
        _ = await first(stream) { _ in true }
        await listening.engine.end(.stop)
        await listening.server.end(.stopped)
        #expect(await first(stream) { _ in false } == nil)
    }

    @Test("Any number of requests is accepted", arguments: Way.allCases)
    func takeUp(_ way: Way) async throws {
        let (service, listening) = try service(way)
        let requests = (0..<1000).map {
            DownloadRequest(source: "https://h/\($0)", directory: "/d")
        }
        await service.takeUp(requests)
        #expect(listening.engine.state.withLock { $0.taken } == requests)
        await listening.server.end(.stopped)
    }
}
