import FaultOrigin
import Harness
import Testing

/// The whole collection of misbehaving servers against `pdl-tui get`.
@Suite struct `Every byte accounted for` {
    @Test(arguments: Scenario.all)
    func `a server that misbehaves`(_ scenario: Scenario) async throws {
        try await Turns.shared.take {
            // A silent lane is given up sooner than a person would want, to keep the test short.
            // A machine that stands still makes every server a silent one, so it is tried again.
            let run = try await measured {
                try await ScenarioRun.run(scenario, client: .pdlTUI(timeout: 3))
            } until: {
                $0.isGood || !$0.mayBeSlow
            }
            let isGood = run.isGood
            #expect(isGood, "\(run.report)")
        }
    }

    @Test func `scenarios have names of their own`() {
        let names = Set(Scenario.all.map(\.name))
        #expect(names.count == Scenario.all.count)
    }
}

extension Scenario: CustomTestStringConvertible {
    /// The name, for the list of cases.
    public var testDescription: String { name }
}
