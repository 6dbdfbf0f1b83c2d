import ArgumentParser
import Foundation

/// Prints the table of all scenarios for `Resources/BENCHMARKS.md`.
struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One table of all scenarios in a file of results.")

    @Argument(help: "The file that --json has written.")
    var file: String

    func run() throws {
        let file = try RaceFile(path: file)
        let order = [
            "pdl-tui", "pdl-tui, auto", "aria2", "aria2-next", "axel", "wget2", "lftp", "curl",
            "hf_transfer",
        ]
        let races = file.races.filter { $0.limitSeconds != nil }
        let tools = order.filter { tool in races.contains { $0.tools.contains(tool) } }
        let rows = races.map { race in
            let runs = { (tool: String) in race.runs.count { $0.tool == tool } }
            let reliable = tools.filter { race.good($0).count == runs($0) }
            let best = reliable.compactMap { race.ratio($0) }.min()
            let cells = tools.map { tool in
                guard race.tools.contains(tool) else { return "" }
                guard let ratio = race.ratio(tool) else { return "fails" }
                let text = String(format: "%.2f", ratio)
                guard reliable.contains(tool) else {
                    return "\(text) (\(race.good(tool).count) of \(runs(tool)) right)"
                }
                return ratio == best ? "**\(text)**" : text
            }
            return [race.name, String(format: "%.2f s", race.limitSeconds ?? 0)] + cells
        }
        print(MarkdownTable.text(["scenario", "limit"] + tools, rows))
        print("")
        for name in tools {
            if let version = file.versions[name] { print("\(name): \(version)") }
        }
    }
}
