/// Changes single values in the text of a TOML document, and keeps everything else as it is.
struct TOMLEditor {
    /// Why a value cannot be changed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The text.
    private(set) var text: String

    /// Sets a key to a value that stands on one line.
    ///
    /// A line that sets it is changed, and keeps its comment; else a line is added, after one where the
    /// key is commented out if there is such a line, in its section.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - section: The section; `nil` for the top of the document.
    ///   - value: The value as TOML.
    /// - Throws: `Failure` when the value that is there takes several lines.
    mutating func set(_ key: String, in section: String?, to value: String) throws(Failure) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        defer { text = lines.joined(separator: "\n") + "\n" }
        if let header = section.map({ "[[\($0).\(key)]]" }),
            lines.contains(where: { Self.trimmed($0).filter { $0 != " " }.hasPrefix(header) })
        {
            throw Failure(description: "it has sections \(header) of its own; edit the file")
        }
        let range = Self.lines(of: section, in: lines)
        guard let range else {
            if !lines.isEmpty { lines.append("") }
            lines += ["[\(section ?? "")]", "\(key) = \(value)"]
            return
        }
        if let index = range.first(where: { Self.sets(key, lines[$0]) }) {
            lines[index] = try Self.replacing(lines[index], with: value)
        } else if let index = range.first(where: { Self.mentions(key, lines[$0]) }) {
            lines.insert("\(key) = \(value)", at: index + 1)
        } else {
            var end = range.upperBound
            while end > range.lowerBound, Self.trimmed(lines[end - 1]).isEmpty { end -= 1 }
            lines.insert("\(key) = \(value)", at: end)
        }
    }

    /// The lines of a section below its header; `nil` when there is none.
    private static func lines(of section: String?, in lines: [String]) -> Range<Int>? {
        var start = section == nil ? 0 : nil as Int?
        for (index, line) in lines.enumerated() {
            let line = trimmed(line)
            guard line.first == "[" else { continue }
            if let start { return start..<index }
            if let section,
                line.prefix(while: { $0 != "#" }).filter({ $0 != " " }) == "[\(section)]"
            {
                start = index + 1
            }
        }
        return start.map { $0..<lines.count }
    }

    private static func sets(_ key: String, _ line: String) -> Bool {
        let line = trimmed(line)
        guard line.hasPrefix(key) else { return false }
        return line.dropFirst(key.count).first { $0 != " " && $0 != "\t" } == "="
    }

    private static func mentions(_ key: String, _ line: String) -> Bool {
        let line = trimmed(line)
        return line.first == "#" && sets(key, String(line.dropFirst()))
    }

    private static func replacing(_ line: String, with value: String) throws(Failure) -> String {
        guard let equals = line.firstIndex(of: "=") else { return line }
        let head = line[...equals]
        let rest = line[line.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
        if rest.first == "[", let last = rest.lastIndex(of: "]"), !rest[..<last].contains("#") {
            return head + " " + value + rest[rest.index(after: last)...]
        }
        guard rest.first != "[", rest.first != "{", !rest.hasPrefix("\"\"\""),
            !rest.hasPrefix("\'\'\'")
        else { throw Failure(description: "its value takes several lines") }
        var end = rest.startIndex
        if let quote = rest.first, quote == "\"" || quote == "\'" {
            end = rest.index(after: end)
            while end < rest.endIndex, rest[end] != quote {
                if quote == "\"", rest[end] == "\\" { end = rest.index(after: end) }
                guard end < rest.endIndex else { break }
                end = rest.index(after: end)
            }
            if end < rest.endIndex { end = rest.index(after: end) }
        } else {
            end = rest.firstIndex { $0 == "#" || $0 == " " || $0 == "\t" } ?? rest.endIndex
        }
        return head + " " + value + rest[end...]
    }

    private static func trimmed(_ line: String) -> Substring {
        var line = line[...].drop { $0 == " " || $0 == "\t" }
        while line.last == "\r" || line.last == " " { line.removeLast() }
        return line
    }
}
