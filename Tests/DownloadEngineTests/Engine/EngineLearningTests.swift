import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// What an engine learns of hosts, for the next run.
@Suite struct `An engine and learnt connection counts` {
    /// The limit is for all hosts or for this one.
    @Test(arguments: [false, true])
    func `the next run starts with as many connections as helped`(isOwn: Bool) async throws {
        let origin = try await FaultOrigin.start(body: .pattern(8 << 20), .throttle(1 << 20))
        let expected = ["4: per-host limit", "4: as many as helped last time"]
        // What helps is measured in tenths of a second, and a busy machine spoils a measurement.
        var notes: [String?] = []
        for _ in 1...3 where notes != expected { notes = try await notesOfTwoRuns(origin, isOwn) }
        #expect(notes == expected)
        try await origin.stop()
    }

    private func notesOfTwoRuns(
        _ origin: FaultOrigin, _ isOwn: Bool
    ) async throws -> [String?] {
        let folder = TemporaryFolder()
        var notes: [String?] = []
        for _ in 1...2 {
            let run = try await EngineRun(ledger: folder.path + "/ledger.sqlite") {
                if isOwn {
                    $0.hosts["127.0.0.1", default: HostOptions()].connections = 4
                } else {
                    $0.connectionsPerHost = 4
                    $0.isPerHostStrict = true
                }
            }
            let id = try await run.add(origin.url(), to: folder.path) { $0.fragments = .auto }
            notes.append(try await run.wait(forEndOf: id).fragmentsNote)
            await run.stop()
        }
        return notes
    }
}
