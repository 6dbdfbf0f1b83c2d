/// On which line of a TOML text each key and section stands, for messages.
///
/// The parser keeps no positions of what it has read. This reads again, for places only: what it
/// does not understand it passes over, and an unknown place is answered by that of its section.
struct TOMLLines {
    private var lines: [[String]: Int] = [:]

    init(_ text: String) {
        var section: [String] = []
        var end: String?
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if let quotes = end {
                if line.contains(quotes) { end = nil }
                continue
            }
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.first == "[" {
                section = Self.keys(line.drop { $0 == "[" }, until: "]").keys
                lines[section, default: number] = lines[section] ?? number
                continue
            }
            let (keys, rest) = Self.keys(line, until: "=")
            guard !keys.isEmpty, let rest else { continue }
            lines[section + keys] = lines[section + keys] ?? number
            for quotes in ["\"\"\"", "'''"]
            where rest.split(separator: quotes, omittingEmptySubsequences: false).count == 2 {
                end = quotes
            }
        }
    }

    /// The line of the key or section at `path`, or of the nearest section around it; else 1.
    func line(of path: [String]) -> Int {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return 1
    }

    /// The parts of a dotted key, with or without quotation marks, and what follows its end.
    private static func keys(_ text: Substring, until end: Character) -> (
        keys: [String], rest: Substring?
    ) {
        var keys: [String] = []
        var key = ""
        var quote: Character?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if let open = quote {
                if character == open { quote = nil } else { key.append(character) }
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case ".":
                keys.append(key)
                key = ""
            case " ", "\t", "\r": break
            case "#": return ([], nil)
            case end: return (keys + [key], text[index...])
            default: key.append(character)
            }
        }
        return ([], nil)
    }
}
