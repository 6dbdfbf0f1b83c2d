import DownloadCore
import DownloadEngine
import Foundation
import Harness

/// Measures the effect of a long history.
enum LedgerCost {
    /// Prints the cost of starts and writes with a short ledger and one of `count` downloads.
    static func report(program: String, count: Int64) async throws {
        print("\nthe ledger")
        for count in [10, count] {
            let home = try Home()
            let ledger = try await filled(home, count: count, isListed: false)
            let clock = ContinuousClock()
            let first = try await ledger.takeIDs(1).lowerBound
            var times: [Double] = []
            for number in 0..<200 {
                var entry = entry(first, home)
                entry.received = Int64(number)
                times.append(
                    try await clock.measure { _ = try await ledger.save([entry]) }
                        / .microseconds(1))
            }
            var last = entry(first, home)
            last.isListed = false
            _ = try await ledger.save([last])
            await ledger.close()
            note("\(count) downloads: one of them written", times.percentile(0.5), "µs, median")
            var starts: [Double] = []
            for _ in 0..<9 {
                let start = clock.now
                let screen = try PseudoTerminal(
                    [program], environment: home.environment, columns: 100, rows: 30)
                screen.read(seconds: 20, until: "pdl-tui")
                starts.append((clock.now - start) / .milliseconds(1))
                screen.type("q")
                screen.read(seconds: 2)
            }
            note(
                "\(count) downloads: start of the interface to its first frame",
                starts.percentile(0.5), "ms, median", aim: "under 200")
        }
    }

    /// Creates a ledger of `count` downloads, in the list or only in the history; finished ones unless
    /// another state is given.
    static func filled(
        _ home: Home, count: Int64, isListed: Bool = true, state: LedgerEntry.State? = nil
    ) async throws -> Ledger {
        let (ledger, _) = try Ledger.open(path: home.folder.file("state/pdl-tui/ledger.sqlite"))
        let first = try await ledger.takeIDs(count).lowerBound
        try await ledger.save(
            (0..<count).map { number in
                var entry = entry(first + number, home)
                entry.position = number
                entry.length = 1 << 20
                entry.received = state == nil ? 1 << 20 : 0
                entry.state = state ?? .done(path: home.path("\(number).bin"))
                entry.finished = state == nil ? 1_767_268_800 : nil
                entry.isListed = isListed
                // Others are looked for on the disk.
                entry.isDurable = state == nil
                return entry
            })
        return ledger
    }

    private static func entry(_ id: Int64, _ home: Home) -> LedgerEntry {
        LedgerEntry(
            id: DownloadID(id),
            request: DownloadRequest(
                source: "http://127.0.0.1:9/\(id).bin", directory: home.downloads),
            name: "\(id).bin")
    }
}
