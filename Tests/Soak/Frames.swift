import ArgumentParser

/// The command that checks the fragments of every frame.
struct Frames: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks that the fragments add up to the download in every frame.")

    @Option(help: "For how many seconds.")
    var seconds = 60.0

    @Option(help: "The seed of the random keys.")
    var seed: UInt64 = 1

    func run() async throws {
        let report = try await FrameTest.run(seconds: seconds, seed: seed)
        print(report.line)
        if !report.faults.isEmpty { throw ExitCode.failure }
    }
}
