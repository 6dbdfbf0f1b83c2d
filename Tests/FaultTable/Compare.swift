import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// Runs the collection with several clients and prints one table in Markdown.
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run every scenario with pdl-tui, aria2 and curl; print a Markdown table.")

    @Option(help: "Only scenarios whose name contains one of these words, separated by commas.")
    var only: String?

    @Option(help: "How many scenarios run at the same time.")
    var jobs = 4

    @Option(help: "Seconds after which a client counts as hung, where the scenario allows more.")
    var patience: Double = 60

    /// The clients by name; each gives up a silent server after 10 seconds and retries.
    private var clients: [(name: String, client: Client)] {
        [
            ("pdl-tui", .pdlTUI(timeout: 10)),
            (
                "aria2",
                .command(
                    "aria2c -q --no-conf --file-allocation=none -x {n} -s {n} -k 1M --max-tries=5"
                        + " --retry-wait=1 --timeout=10 --connect-timeout=10 -d {dir} {url}")
            ),
            (
                "curl",
                .command(
                    "curl -q -sSfL --retry 5 --retry-all-errors --retry-delay 1 --speed-limit 1"
                        + " --speed-time 10 --compressed -o {out} {url}")
            ),
        ]
    }

    func run() async throws {
        let words = only?.split(separator: ",") ?? []
        let chosen = Scenario.all.filter { scenario in
            words.isEmpty || words.contains { scenario.name.contains($0) }
        }.map { scenario in scenario.with { $0.seconds = min($0.seconds, patience) } }
        var rows: [[ScenarioRun]] = []
        try await withThrowingTaskGroup(of: (Int, [ScenarioRun]).self) { group in
            var done: [Int: [ScenarioRun]] = [:]
            for (number, scenario) in chosen.enumerated() {
                if number >= jobs, let (place, row) = try await group.next() { done[place] = row }
                group.addTask { (number, try await self.row(scenario)) }
            }
            for try await (place, row) in group { done[place] = row }
            rows = chosen.indices.compactMap { done[$0] }
        }
        print(Self.heading)
        print(totals(rows))
        print("| scenario | the server | \(clients.map(\.name).joined(separator: " | ")) |")
        print("|---|---|" + clients.map { _ in "---|" }.joined())
        for row in rows {
            let scenario = row[0].scenario
            let cells = [scenario.name, scenario.rule].map(escaped) + row.map(cell)
            print("| \(cells.joined(separator: " | ")) |")
        }
    }

    private static let heading = """
        # Misbehaving servers

        Each row is one run of a download client against a scripted server that misbehaves in one way.
        A run is *right* (the right file is there), *failed* (the client says so, and no right file
        can be had), **missed** (the client failed, though the right file can be had), **corrupt**
        (the client reports success with a wrong file) or **hung** (no end in time). Then: requests,
        bytes served per byte of the file, and seconds on a busy machine.

        The collection was made for pdl-tui, and pdl-tui was built along it: it says more about what
        to look for than about who is better. This page is the output of

        ```sh
        apt-get install aria2 curl
        swift run FaultTable compare >Resources/FAULTS.md
        ```

        `swift run FaultTable serve NAME` serves one scenario; `run --client` tests another client.

        """

    private func row(_ scenario: Scenario) async throws -> [ScenarioRun] {
        var runs: [ScenarioRun] = []
        for (_, client) in clients {
            runs.append(try await ScenarioRun.run(scenario, client: client))
        }
        return runs
    }

    private func totals(_ rows: [[ScenarioRun]]) -> String {
        let outcomes = ScenarioRun.Outcome.allCases
        let head =
            "| of \(rows.count) scenarios | \(outcomes.map(\.rawValue).joined(separator: " | ")) |"
        let lines = clients.indices.map { client in
            let counts = outcomes.map { outcome in
                "\(rows.count { $0[client].outcome == outcome })"
            }
            return "| \(clients[client].name) | \(counts.joined(separator: " | ")) |"
        }
        let rule = "|---|" + outcomes.map { _ in "--:|" }.joined()
        return ([head, rule] + lines + [""]).joined(separator: "\n")
    }

    private func cell(_ run: ScenarioRun) -> String {
        let outcome = run.outcome == .right ? "right" : "**\(run.outcome.rawValue)**"
        let shown = run.outcome == .failed ? "failed" : outcome
        return "\(shown), \(run.log.count) requests, "
            + String(format: "%.2fx, %.1f s", run.waste, run.result.seconds)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;")
            .replacing("*", with: "\\*").replacing("`", with: "\\`")
    }
}
