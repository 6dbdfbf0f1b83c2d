import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// What an engine learns of hosts, for the next run.
@Suite struct `An engine and learnt connection counts` {
    @Test func `the next run starts with as many connections as helped`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(8 << 20), .throttle(1 << 20))
        let expected = ["4: per-host limit", "4: as many as helped last time"]
        // What helps is measured in tenths of a second, and a busy machine spoils a measurement.
        var notes: [String?] = []
        for _ in 1...3 where notes != expected { notes = try await notesOfTwoRuns(origin) }
        #expect(notes == expected)
        try await origin.stop()
    }

    private func notesOfTwoRuns(_ origin: FaultOrigin) async throws -> [String?] {
        let folder = TemporaryFolder()
        var notes: [String?] = []
        for _ in 1...2 {
            let run = try await EngineRun(ledger: folder.path + "/ledger.sqlite") {
                $0.connectionsPerHost = 4
                $0.isPerHostStrict = true
            }
            let id = try await run.add(origin.url(), to: folder.path) { $0.fragments = .auto }
            notes.append(try await run.wait(forEndOf: id).fragmentsNote)
            await run.stop()
        }
        return notes
    }
}
