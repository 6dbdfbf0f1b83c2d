import ArgumentParser

/// Measures single operations, without a server or a terminal.
struct MicroBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micro",
        abstract: "What a plan, a snapshot, a frame, a checkpoint and a queue cost.")

    func run() async throws {
        PlanCost.report()
        SnapshotCost.report()
        FrameCost.report()
        try CheckpointCost.report()
        try await QueueCost.report()
    }
}

/// Returns the mean duration of `work` in microseconds.
func microseconds(_ count: Int, _ work: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure {
        for _ in 0..<count { try work() }
    } / .microseconds(1) / Double(count)
}
