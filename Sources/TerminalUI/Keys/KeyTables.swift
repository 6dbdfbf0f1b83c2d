extension Keymap {
    /// A row of a printed table.
    package struct Row: Hashable, Sendable {
        /// The names of the keys.
        package var keys: [String]
        /// The description of the action.
        package var help: String
        /// The action.
        package var action: Action
    }

    /// Returns the rows under a heading; a key with two actions in two places has two rows.
    package func rows(in group: Action.Group) -> [Row] {
        Action.allCases.filter { $0.group == group }.compactMap { action in
            var names: [String] = []
            for key in keys(for: action) where !names.contains(key.name) { names.append(key.name) }
            return names.isEmpty ? nil : Row(keys: names, help: action.help, action: action)
        }
    }

    /// The table for the README.
    package var markdown: String {
        var lines = ["| key | what it does |", "|---|---|"]
        for group in Action.Group.allCases {
            lines.append("| | **\(group.rawValue)** |")
            for row in rows(in: group) {
                let keys = row.keys.map { $0 == "|" ? "`\\|`" : "`\($0)`" }.joined(separator: " ")
                lines.append("| \(keys) | \(row.help) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table for the manual page, in man(7) format.
    package var manual: String {
        var lines: [String] = []
        for group in Action.Group.allCases {
            lines.append(".SS \(group.rawValue)")
            for row in rows(in: group) {
                let keys = row.keys.map { name in
                    let plain = Key(name)?.asciiName ?? name
                    return "\\fB" + (plain == "-" ? "\\-" : plain == "\\" ? "\\e" : plain) + "\\fR"
                }
                lines += [".TP", keys.joined(separator: ", "), row.help]
                lines.append(
                    "(" + row.action.name.split(separator: "-").joined(separator: "\\-") + ")")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
