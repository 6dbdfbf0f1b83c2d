import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks

extension QuietMachine {
    /// Every scenario of the benchmarks at a tiny size: correctness, not time.
    @Suite struct `The benchmarks` {
        private static let scenarios = [
            ["loopback", "--size", "4M"], ["https", "--size", "4M"], ["limited", "--size", "4M"],
            ["limit_rate", "--size", "4M"], ["uneven", "--size", "2M"], ["stall", "--size", "4M"],
            ["flaky", "--size", "4M"], ["capped", "--size", "2M"], ["allowed-4", "--size", "4M"],
            ["many", "--count", "20"], ["resume", "--size", "16M"], ["display", "--size", "2M"],
            ["many_wan", "--count", "32"], ["scale", "--size", "4M", "--ledger", "20"],
        ]

        @Test func `every scenario runs and pdl-tui handles it correctly`() async throws {
            try await Turns.shared.take {
                // Most of their time passes with waiting.
                try await withThrowingTaskGroup { group in
                    var left = Self.scenarios[...]
                    for _ in 0..<3 {
                        if let next = left.popFirst() { group.addTask { try await check(next) } }
                    }
                    while try await group.next() != nil {
                        if let next = left.popFirst() { group.addTask { try await check(next) } }
                    }
                }
            }
        }

        private func check(_ scenario: [String]) async throws {
            let folder = try TemporaryFolder()
            let result = try await Program.run(
                [Program.buildFolder + "/Benchmarks"] + scenario + [
                    "--tools", "pdl-tui", "--rounds", "1", "--patience", "0", "--json",
                    folder.file("results"),
                ])
            #expect(result.exitCode == 0, "\(scenario): \(result.errors)")
            let races = try RaceFile(path: folder.file("results")).races
            // The scenario of a long line requires root; without it the scenario says so.
            #expect(!races.isEmpty || result.output.contains("left out"), "\(scenario)")
            for race in races {
                #expect(race.runs.allSatisfy { $0.isGood }, "\(scenario): \(race.runs)")
                #expect(
                    race.runs.allSatisfy { $0.sent >= race.bytes }, "\(scenario): \(race.runs)")
                #expect((race.limitSeconds == nil) == (race.name == "scale"), "\(scenario)")
            }
        }

        @Test func `the median is the middle, or the mean of the middle two`() {
            #expect([3, 1, 2].median == 2)
            #expect([4, 1, 2, 3].median == 2.5)
            #expect([Double]().median == nil)
        }

        @Test func `a tool that left a wrong file counts as failed, whatever it reported`()
            throws
        {
            let run = { (tool: String, wall: Double, isRight: Bool) in
                Run(
                    tool: tool, round: 1, cost: Cost(wall: wall), isRight: isRight, sent: 10,
                    requests: 1, serverProcessor: 0, otherProcessor: 0)
            }
            let race = Race(
                name: "a", title: "A race", limit: .rates(2, "a rate"), bytes: 10,
                runs: [run("good", 4, true), run("hasty", 1, false)])
            #expect(race.ratio("good") == 2)
            #expect(race.ratio("hasty") == nil)
            let lines = RaceTable(race: race).text.split(separator: "\n")
            try #require(lines.count > 5)
            #expect(lines[4].hasPrefix("| good"))
            #expect(lines[5].contains("0/1, wrong with exit 0: 1"))
        }
    }
}
