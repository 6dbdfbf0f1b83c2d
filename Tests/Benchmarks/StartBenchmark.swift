import ArgumentParser
import Foundation
import Harness

/// Measures the size of the program, and what the shortest and a longer `get` take.
struct StartBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "The size of the program, and the start and memory of get.",
        discussion: """
            With --beside, an older build is measured in turn with this one, and the ratios are \
            printed. Both should be built alike: Resources/install uses --static-swift-stdlib.
            """)

    @Option(help: "The program to measure; otherwise the pdl-tui of the same build.")
    var program: String?

    @Option(help: "The program of another build, to compare.")
    var beside: String?

    @Option(help: "The number of runs of each.")
    var runs = 21

    func run() async throws {
        let programs = [program ?? Program.pdlTUI] + (beside.map { [$0] } ?? [])
        let small = try OriginProcess(OriginSetup(size: 1))
        let large = try OriginProcess(OriginSetup(size: 256 << 20, bytesPerSecond: 64 << 20))
        var seconds = programs.map { _ in [Double]() }
        var mebibytes = programs.map { _ in [Double]() }
        for round in 0..<runs {
            for (index, path) in programs.enumerated() {
                seconds[index].append(try get(small, with: path).wall)
                guard round < 3 else { continue }
                let peak = try get(large, with: path).peakKiB
                mebibytes[index].append(Double(peak) / 1024)
            }
        }
        report("size without symbols", try programs.map(Self.strippedMebibytes), "MiB")
        report(
            "get of one byte, from start to end", seconds.compactMap(\.median).map { $0 * 1000 },
            "ms")
        report("resident memory of get", mebibytes.compactMap(\.median), "MiB, at most")
        try small.stop()
        try large.stop()
    }

    private func get(_ origin: OriginProcess, with program: String) throws -> Cost {
        let home = try Home()
        let arguments = [
            program, "get", "--quiet", "-n", "4", "-d", home.downloads, origin.url("file.bin"),
        ]
        let streams: [Spawn.Stream] = [
            .input("/dev/null"), .output("/dev/null", descriptor: 1),
            .output("/dev/null", descriptor: 2),
        ]
        let cost = try CountedProgram(
            arguments, environment: home.environment, streams: streams
        ).cost(seconds: patience)
        guard cost.exitCode == 0 else { throw NotInTime("\(arguments): exit \(cost.exitCode)") }
        return cost
    }

    /// Prints a figure of this build, and its ratio to that of the other one.
    private func report(_ name: String, _ values: [Double], _ unit: String) {
        note(name, values[0], unit)
        if values.count > 1 {
            note("  of the other build", values[1], unit)
            note("  ratio", values[0] / values[1], "", aim: "at most 1.05")
        }
    }

    /// Returns the size of a program after strip(1), which must be installed.
    private static func strippedMebibytes(_ program: String) throws -> Double {
        let folder = try TemporaryFolder()
        let copy = folder.path + "/stripped"
        let strip = try Process.run(
            URL(filePath: "/usr/bin/strip"), arguments: ["-o", copy, program])
        strip.waitUntilExit()
        guard strip.terminationStatus == 0 else { throw NotInTime("strip cannot read \(program)") }
        let size = try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int
        return Double(size ?? 0) / Double(1 << 20)
    }
}
