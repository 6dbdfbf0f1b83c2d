import ArgumentParser

/// What single steps cost, without a server and without a terminal.
struct MicroBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micro", abstract: "What a plan, a snapshot, a frame and a checkpoint cost.")

    func run() async throws {
        PlanCost.report()
        SnapshotCost.report()
        FrameCost.report()
        try CheckpointCost.report()
    }
}

/// The mean time of a piece of work, in microseconds.
func microseconds(_ count: Int, _ work: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure {
        for _ in 0..<count { try work() }
    } / .microseconds(1) / Double(count)
}
