import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

@Suite struct `An engine whose settings change` {
    @Test func `later requests have the new settings, and a limit set meanwhile stays`()
        async throws
    {
        let origin = try await FaultOrigin.start(body: .pattern(100_000))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.userAgent = "old"
            $0.limit = 50 << 20
        }
        let first = try await run.add(origin.url("/a"), to: folder.path)
        try await run.wait(forEndOf: first)
        await run.engine.perform(.limitAll(bytesPerSecond: 20 << 20))
        var changed = EngineConfiguration()
        changed.userAgent = "new"
        changed.headers = ["X-Team: 7"]
        changed.limit = 50 << 20
        await run.engine.apply(changed)
        let second = try await run.add(origin.url("/b"), to: folder.path)
        try await run.wait(forEndOf: second)
        #expect(run.snapshot?.limit == 20 << 20)
        let requests = origin.log.map(\.request)
        #expect(requests.filter { $0.path == "/a" }.allSatisfy { $0.field("user-agent") == "old" })
        let later = requests.filter { $0.path == "/b" }
        #expect(later.allSatisfy { $0.field("user-agent") == "new" && $0.field("x-team") == "7" })
        #expect(!later.isEmpty)
        await run.stop()
        try await origin.stop()
    }

    @Test func `a queued download follows changed limits on retries`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(100_000), .status(500))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 0
            $0.retries = 5
        }
        let id = try await run.add(origin.url(), to: folder.path)
        var changed = EngineConfiguration()
        changed.retries = 0
        await run.engine.apply(changed)
        try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        #expect(origin.log.count <= 2)
        await run.stop()
        try await origin.stop()
    }
}
