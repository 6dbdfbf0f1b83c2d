import Foundation

/// Formats a race as a Markdown table.
struct RaceTable {
    /// The race.
    let race: Race

    /// Title, bound and table.
    var text: String {
        let limit = race.limitSeconds.map {
            "Limit: \(number($0)) s, \(race.limit.origin).\n\n"
        }
        let extras = Set(race.runs.flatMap(\.extras.keys)).sorted()
        let heads =
            [
                "tool", "right", "wall s", "from-to", "x limit", "CPU s", "CPU s/GiB",
                "resident MiB", "sent/size", "requests", "server CPU s", "other CPU s",
            ] + extras
        let rows = tools.map { row($0, extras: extras) }
        return "\n## \(race.title)\n\n" + (limit ?? "") + MarkdownTable.text(heads, rows)
    }

    /// The tools by duration, then those that failed, then the yardsticks.
    ///
    /// Without a bound there is no ranking, so they stay in order.
    private var tools: [String] {
        guard race.limitSeconds != nil else { return race.tools }
        return race.tools.sorted { a, b in key(a) < key(b) }
    }

    private func key(_ tool: String) -> (Int, Double) {
        (race.yardsticks.contains(tool) ? 1 : 0, race.seconds(tool) ?? .infinity)
    }

    private func row(_ tool: String, extras: [String]) -> [String] {
        let all = race.runs.filter { $0.tool == tool }
        let good = race.good(tool)
        let counted = good.isEmpty ? all : good
        let median = { (value: (Run) -> Double) in counted.map(value).median ?? .nan }
        let processor = median(\.cost.processor)
        let lied = all.count { !$0.isRight && $0.cost.exitCode == 0 }
        let walls = counted.map(\.cost.wall)
        return [
            (race.yardsticks.contains(tool) ? "= " : "") + tool,
            "\(good.count)/\(all.count)" + (lied > 0 ? ", wrong with exit 0: \(lied)" : ""),
            number(median(\.cost.wall)),
            number(walls.min() ?? .nan) + "-" + number(walls.max() ?? .nan),
            race.ratio(tool).map(number) ?? "-", number(processor),
            number(processor / Double(race.bytes) * Double(1 << 30)),
            String(format: "%.0f", median { Double($0.cost.peakKiB) } / 1024),
            number(median { Double($0.sent) } / Double(race.bytes)),
            String(format: "%.0f", median { Double($0.requests) }),
            number(median(\.serverProcessor)), number(median(\.otherProcessor)),
        ] + extras.map { name in number(median { $0.extras[name] ?? .nan }) }
    }

    private func number(_ value: Double) -> String {
        value.isNaN ? "-" : String(format: value < 100 ? "%.2f" : "%.0f", value)
    }
}

/// Formats a table that is also legible as plain text.
enum MarkdownTable {
    static func text(_ heads: [String], _ rows: [[String]]) -> String {
        let widths = heads.indices.map { column in
            ([heads] + rows).map { $0[column].count }.max() ?? 0
        }
        let line = { (cells: [String]) in
            let padded = zip(cells, widths).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + blanks : blanks + cell.0
            }
            return "| " + padded.joined(separator: " | ") + " |\n"
        }
        let rule = widths.enumerated().map { column, width in
            column == 0
                ? String(repeating: "-", count: width + 2)
                : String(repeating: "-", count: width + 1) + ":"
        }
        return line(heads) + "|" + rule.joined(separator: "|") + "|\n"
            + rows.map(line).joined()
    }
}
