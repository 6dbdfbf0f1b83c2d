import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// What an engine learns of hosts, for the next run.
@Suite struct `An engine and what it has learnt` {
    @Test func `the next run begins with as many connections as helped`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(8 << 20), .throttle(1 << 20))
        let folder = TemporaryFolder()
        let notes = ["4: the most for one host", "4: as many as helped the last time"]
        for note in notes {
            let run = try await EngineRun(ledger: folder.path + "/ledger.sqlite") {
                $0.connectionsPerHost = 4
            }
            let id = try await run.add(origin.url(), to: folder.path) { $0.fragments = .auto }
            let end = try await run.wait(forEndOf: id)
            #expect(end.fragmentsNote == note)
            await run.stop()
        }
        try await origin.stop()
    }
}
