import ArgumentParser
import Foundation
import Harness

/// The command: kills the program again and again, and shows what each kill cost.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Soak",
        abstract: "Kill pdl-tui at random moments and count the bytes that are fetched twice.",
        discussion: """
            Three downloads of 8 fragments run at a throttled origin. Exit status 0: every file was \
            right, and no kill cost more than 1 MiB and what was in the sockets of its lanes.
            """)

    @Option(help: "How often the program is killed.")
    var rounds = 100

    @Option(help: "What decides about moments, keys and pauses.")
    var seed: UInt64 = 1

    @Option(help: "The program to test; otherwise the pdl-tui of the same build.")
    var program: String?

    func run() async throws {
        let soak = KillSoak(
            rounds: rounds, seed: seed, program: program ?? Program.pdlTUI,
            say: { line in
                print(line)
                fflush(nil)
            })
        let report = try await soak.run()
        print(
            """

            \(report.kills.count) kills, \(report.sets) sets of three files; fetched twice per kill: \
            \(report.meanRepeated) bytes on average, \(report.mostRepeated) at most
            """)
        for kill in report.excessive {
            print("too much: \(kill.repeated) bytes for \(kill.lanes) lanes")
        }
        for problem in report.problems { print(problem) }
        guard report.problems.isEmpty, report.excessive.isEmpty else { throw ExitCode(1) }
    }
}
