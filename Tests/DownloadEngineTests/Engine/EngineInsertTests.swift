import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// Downloads that other programs add: with an identifier, a place, and paused.
@Suite struct `An engine with inserted downloads` {
    @Test func `they keep place, pause and identifier, also after a restart`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(1000))
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        func request(_ number: Int) -> DownloadRequest {
            var request = DownloadRequest(source: origin.url(), directory: folder.path)
            request.name = "\(number)"
            request.gid = "000000000000000\(number)"
            return request
        }
        func names(_ run: EngineRun) -> [String] { run.snapshot?.downloads.map(\.name) ?? [] }
        let first = try await EngineRun(ledger: ledger)
        await first.engine.perform(.insert([request(1), request(2)], before: nil, isPaused: true))
        try await wait(for: "two") { names(first) == ["1", "2"] }
        let second = try #require(first.snapshot?.downloads.last)
        await first.engine.perform(
            .insert([request(3), request(4)], before: second.id, isPaused: true))
        await first.engine.perform(.insert([request(5)], before: DownloadID(99), isPaused: true))
        try await wait(for: "their places") { names(first) == ["1", "3", "4", "2", "5"] }
        await first.stop()
        let again = try await EngineRun(ledger: ledger)
        try await wait(for: "the ledger's queue") { names(again) == ["1", "3", "4", "2", "5"] }
        for download in try #require(again.snapshot?.downloads) {
            #expect(download.state == .paused(.user))
            #expect(download.request.gid == "000000000000000\(download.name)")
        }
        await again.stop()
        #expect(origin.log.isEmpty)
        try await origin.stop()
    }

    @Test func `the number of active downloads changes at once`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(1 << 20))
        origin.hold(after: 1000)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 1 }
        let requests = (1...3).map { number in
            var request = DownloadRequest(source: origin.url(), directory: folder.path)
            request.name = "\(number)"
            return request
        }
        await run.engine.perform(.insert(requests, before: nil, isPaused: false))
        func active() -> Int {
            run.snapshot?.downloads.count { $0.state != .waiting } ?? 0
        }
        try await wait(for: "one") { active() == 1 && run.snapshot?.activeDownloads == 1 }
        await run.engine.perform(.setActiveDownloads(3))
        try await wait(for: "three") { active() == 3 && run.snapshot?.activeDownloads == 3 }
        await run.stop()
        try await origin.stop()
    }
}
