import ArgumentParser
import Foundation

/// The command that disturbs downloads over every protocol and compares their bytes.
struct Stress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Disturbs downloads over every protocol and compares every byte.",
        discussion: """
            Each run fetches one to four files side by side from real servers, with 1 to 16 \
            fragments each or `auto`, within one engine for all runs of a protocol. Meanwhile \
            speed limits, counts of fragments and pauses change, connections are reset, and the \
            disk is so slow at times that its queue is full. Then every file is compared with \
            what its server has.
            """)

    @Option(help: "The protocols: http1, http2, ftp, ftps, sftp, gzip; all of them unless given.")
    var over: [StressProtocol] = []

    @Option(help: "The number of runs for each protocol.")
    var runs = 200

    @Option(help: "The seed of the first run; the second has the next number, and so on.")
    var seed: UInt64 = 1

    func run() async throws {
        var isGood = true
        for kind in over.isEmpty ? StressProtocol.allCases : over {
            let report = try await StressTest.run(kind, runs: runs, seed: seed) { fault in
                print("\(kind.rawValue): \(fault)")
                fflush(nil)
            }
            print("\(kind.rawValue)  \(report.line)")
            fflush(nil)
            if !report.isGood { isGood = false }
        }
        if !isGood { throw ExitCode.failure }
    }
}

extension StressProtocol: ExpressibleByArgument {}
