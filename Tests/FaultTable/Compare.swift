import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// Compares the runs of several clients in one table.
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the output of `run --json` of several clients as one Markdown page.")

    @Argument(help: "Files of JSON lines; each is named after its client, for example aria2.json.")
    var files: [String]

    /// A line printed by `run --json`.
    private struct Line: Decodable {
        var scenario: String
        var outcome: String
        var requests: Int
        var bytesServed: Int64
        var bytesNeeded: Int64
        var seconds: Double

        /// The table cell.
        var cell: String {
            let shown = ["right", "failed"].contains(outcome) ? outcome : "**\(outcome)**"
            let waste = Double(bytesServed) / Double(max(1, bytesNeeded))
            return "\(shown), \(requests) req, "
                + String(format: "%.2fx, %.1f s", waste, seconds)
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
        to look for than about who is better. The page is made by

        ```sh
        apt-get install aria2 curl
        swift run FaultTable run --json >pdl-tui.json
        swift run FaultTable run --json --client "aria2c -q --no-conf --file-allocation=none -x {n} \\
            -s {n} -k 1M --max-tries=5 --retry-wait=1 --timeout=10 --connect-timeout=10 -d {dir} {url}" \\
            >aria2.json
        swift run FaultTable run --json --client "curl -q -sSfL --retry 5 --retry-all-errors \\
            --retry-delay 1 --speed-limit 1 --speed-time 10 --compressed -o {out} {url}" >curl.json
        swift run FaultTable compare pdl-tui.json aria2.json curl.json >Resources/FAULTS.md
        ```

        `FaultTable serve NAME` serves one scenario.

        """

    func run() throws {
        let clients = try files.map { file in
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let lines = try text.split(separator: "\n").map {
                try JSONDecoder().decode(Line.self, from: Data($0.utf8))
            }
            let name = URL(filePath: file).deletingPathExtension().lastPathComponent
            return (name: name, lines: Dictionary(lines.map { ($0.scenario, $0) }) { $1 })
        }
        let scenarios = Scenario.all.filter { clients.first?.lines[$0.name] != nil }
        print(Self.heading)
        let outcomes = ScenarioRun.Outcome.allCases.map(\.rawValue)
        print("| of \(scenarios.count) scenarios | \(outcomes.joined(separator: " | ")) |")
        print("|---|" + outcomes.map { _ in "--:|" }.joined())
        for client in clients {
            let counts = outcomes.map { outcome in
                "\(scenarios.count { client.lines[$0.name]?.outcome == outcome })"
            }
            print("| \(client.name) | \(counts.joined(separator: " | ")) |")
        }
        print("\n| scenario | the server | \(clients.map(\.name).joined(separator: " | ")) |")
        print("|---|---|" + clients.map { _ in "---|" }.joined())
        for scenario in scenarios {
            let cells = clients.map { $0.lines[scenario.name]?.cell ?? "" }
            let row = [scenario.name, Self.escaped(scenario.rule)] + cells
            print("| \(row.joined(separator: " | ")) |")
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;")
            .replacing("*", with: "\\*").replacing("`", with: "\\`")
    }
}
