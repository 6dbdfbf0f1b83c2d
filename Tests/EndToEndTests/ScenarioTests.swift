import FaultOrigin
import Harness
import Testing

/// The whole collection of misbehaving servers against `pdl-tui get`.
@Suite struct `Every byte accounted for` {
    /// The number of concurrent scenarios: they mostly wait.
    private static let width = 24

    /// One test and not one for each scenario: the concurrency is chosen here, since a
    /// scenario waits far more than it computes.
    @Test func `a misbehaving server leads to the correct file or a failure`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, scenario) in Scenario.all.enumerated() {
                if index >= Self.width { try await group.next() }
                group.addTask { try await run(scenario) }
            }
            try await group.waitForAll()
        }
    }

    private func run(_ scenario: Scenario) async throws {
        // A short stall timeout keeps the test short.
        // On a stalled machine every server appears silent, so it is tried again.
        let run = try await measured {
            try await ScenarioRun.run(scenario, client: .pdlTUI(timeout: 3))
        } until: {
            $0.isGood || !$0.mayBeSlow
        }
        let isGood = run.isGood
        #expect(isGood, "\(run.report)")
    }

    @Test func `scenarios have unique names`() {
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
    }
}
