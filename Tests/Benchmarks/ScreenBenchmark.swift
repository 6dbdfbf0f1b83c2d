import ArgumentParser
import Foundation
import Harness

/// Measures the interface.
struct ScreenBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen", abstract: "What the interface costs.")

    @Option(help: "The program to measure; otherwise the pdl-tui of the same build.")
    var program: String?

    @Option(help: "For how many seconds processor time is counted.")
    var seconds = 10.0

    func run() async throws {
        FrameCost.report()
        let cost = ScreenCost(program: program ?? Program.pdlTUI, seconds: seconds)
        try await cost.reportMoving()
        try await cost.reportIdle()
        try await cost.reportKeys()
        try await cost.reportStart(downloads: 1)
        try await cost.reportStart(downloads: 1_000)
        for count: Int64 in [10_000, 100_000] {
            try await cost.reportStart(downloads: count)
            try await cost.reportPause(downloads: count)
        }
    }
}

/// Prints a measurement.
func note(_ name: String, _ value: Double, _ unit: String, aim: String = "") {
    let number = String(format: value < 10 ? "%.2f" : "%.1f", value)
    let name = name + String(repeating: " ", count: max(0, 62 - name.count))
    print("\(name) \(number) \(unit)\(aim.isEmpty ? "" : "   (aim: \(aim))")")
    fflush(nil)
}

extension [Double] {
    /// Returns the value at this fraction of the sorted values.
    func percentile(_ share: Double) -> Double {
        isEmpty ? .nan : sorted()[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
