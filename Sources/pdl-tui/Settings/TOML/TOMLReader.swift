import DownloadCore

/// Parses TOML 1.0, the language of the configuration file, and records line numbers.
///
/// Invalid input is reported with its line and cannot do more harm. Keys and values nest at most
/// `deepest` levels, so that no input can exhaust the stack. The only state is the bytes and the
/// position in them. Dates and times become text.
struct TOMLReader {
    /// The maximum nesting of tables and arrays, and the maximum number of parts of a dotted key.
    static let deepest = 16

    /// A syntax error and its line.
    struct Failure: Error, Equatable {
        var line: Int
        var message: String
    }

    /// A parsed document.
    struct Document: Equatable {
        /// The values by key; sections are tables.
        var values: [String: SettingValue]
        /// The line of the first occurrence of each key and section, by path.
        var lines: [[String]: Int]
        /// The lines of the headers `[[section]]`, by path.
        var lists: [[String]: [Int]]
    }

    private let root = TOMLTable(.section)
    private var bytes: ArraySlice<UInt8>
    private(set) var line = 1
    private var lines: [[String]: Int] = [:]
    private var lists: [[String]: [Int]] = [:]

    /// Parses a document.
    ///
    /// - Parameter bytes: The text in UTF-8, with or without a byte order mark; lines end in LF or
    ///   CR LF.
    /// - Returns: The parsed document.
    /// - Throws: `Failure` at the first syntax error.
    static func read(_ bytes: [UInt8]) throws(Failure) -> Document {
        try checkEncoding(bytes)
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var reader = TOMLReader(bytes: bytes[(hasMark ? 3 : 0)...])
        try reader.readAll()
        return Document(
            values: reader.root.values, lines: reader.lines, lists: reader.lists)
    }

    private init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    private static func checkEncoding(_ bytes: [UInt8]) throws(Failure) {
        if String(validating: bytes, as: UTF8.self) != nil { return }
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard String(validating: line, as: UTF8.self) != nil else { break }
        }
        throw Failure(line: number, message: "not valid UTF-8; save the file as UTF-8")
    }

    /// Returns an error at the current line.
    func failure(_ message: String) -> Failure { Failure(line: line, message: message) }

    // MARK: Lines

    private mutating func readAll() throws(Failure) {
        var section: [String] = []
        var table = root
        while true {
            try skipBlankLines()
            guard let first = peek else { return }
            if first == UInt8(ascii: "[") {
                (section, table) = try readHeader()
            } else {
                try readPair(into: table, of: section)
            }
            try endLine()
        }
    }

    /// Reads `[section]` or `[[section]]` and returns its path and table.
    private mutating func readHeader() throws(Failure) -> ([String], TOMLTable) {
        take()
        let isList = accept("[")
        let path = try readKey()
        guard accept("]"), !isList || accept("]") else {
            throw failure("a section header must end with \(isList ? "]]" : "]")")
        }
        lines[path] = lines[path] ?? line
        if isList { lists[path, default: []].append(line) }
        var table = root
        for part in path.dropLast() {
            switch table.entries[part] {
            case nil:
                let new = TOMLTable(.implied)
                table.entries[part] = .table(new)
                table = new
            case .table(let next) where next.kind != .inline: table = next
            case .tables(let list): if let last = list.last { table = last }
            default: throw failure("\(tomlText(part)) is already a value, not a section")
            }
        }
        guard let name = path.last else { throw failure("a section header needs a name") }
        let new = TOMLTable(.section)
        switch (table.entries[name], isList) {
        case (nil, false): table.entries[name] = .table(new)
        case (nil, true): table.entries[name] = .tables([new])
        case (.table(let implied), false) where implied.kind == .implied:
            implied.kind = .section
            return (path, implied)
        case (.tables(let list), true): table.entries[name] = .tables(list + [new])
        default: throw failure("duplicate section \(Self.shown(path))")
        }
        return (path, new)
    }

    /// Reads `key = value` into a table.
    ///
    /// - Parameters:
    ///   - table: The table to which the key is relative.
    ///   - section: The table's path; `nil` for an inline table, whose line numbers are not
    ///     recorded.
    ///   - depth: The nesting depth of the value.
    /// - Throws: `Failure` for a syntax error or a duplicate key.
    mutating func readPair(
        into table: TOMLTable, of section: [String]?, depth: Int = 0
    ) throws(Failure) {
        let key = try readKey()
        guard accept("=") else {
            throw failure("expected \"=\" after the key \(Self.shown(key))")
        }
        let start = line
        skipBlanks()
        let value = try readValue(depth: depth)
        var table = table
        for part in key.dropLast() {
            switch table.entries[part] {
            case nil:
                let new = TOMLTable(.dotted)
                table.entries[part] = .table(new)
                table = new
            case .table(let next) where next.kind == .dotted: table = next
            default: throw failure("key \(Self.shown(key)) cannot extend an earlier definition")
            }
        }
        guard let name = key.last, table.entries[name] == nil else {
            throw Failure(line: start, message: "duplicate key \(Self.shown(key))")
        }
        table.entries[name] = value
        guard let section else { return }
        for end in 1...key.count {
            let path = section + key[..<end]
            lines[path] = lines[path] ?? start
        }
    }

    /// Reads a key with all its parts and the whitespace around it.
    private mutating func readKey() throws(Failure) -> [String] {
        var parts: [String] = []
        repeat {
            skipBlanks()
            guard parts.count < Self.deepest else {
                throw failure("a key has at most \(Self.deepest) parts")
            }
            switch peek {
            case UInt8(ascii: "\""): parts.append(try readBasicString())
            case UInt8(ascii: "'"): parts.append(try readLiteralString())
            default:
                let word = bytes.prefix { byte in
                    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_")
                        || byte == UInt8(ascii: "-")
                }
                guard !word.isEmpty else { throw unexpectedInKey }
                parts.append(String(decoding: word, as: UTF8.self))
                bytes = bytes[word.endIndex...]
            }
            skipBlanks()
        } while accept(".")
        return parts
    }

    private var unexpectedInKey: Failure {
        switch peek {
        case nil, 0x0A, 0x0D: failure("expected a key before the end of the line")
        case let byte? where byte >= 0x80:
            failure("quote a key with non-ASCII letters: \"…\"")
        default: failure("a key may contain letters, digits, _ and -; quote any other")
        }
    }

    // MARK: Bytes

    /// The next byte; `nil` at the end.
    var peek: UInt8? { bytes.first }

    /// The remaining bytes.
    var rest: ArraySlice<UInt8> { bytes }

    /// Consumes the next byte.
    @discardableResult
    mutating func take() -> UInt8? { bytes.popFirst() }

    /// Consumes `count` bytes, none of them a line break.
    mutating func take(_ count: Int) { bytes = bytes.dropFirst(count) }

    /// Consumes `text` if it comes next.
    mutating func accept(_ text: StaticString) -> Bool {
        let wanted = Array("\(text)".utf8)
        guard bytes.starts(with: wanted) else { return false }
        bytes = bytes.dropFirst(wanted.count)
        return true
    }

    /// Consumes a line break if one comes next.
    mutating func acceptLineBreak() throws(Failure) -> Bool {
        guard accept("\n") || accept("\r\n") else {
            if peek == 0x0D { throw failure("a line must end in LF or CR LF, not CR alone") }
            return false
        }
        line += 1
        return true
    }

    mutating func skipBlanks() { bytes = bytes.drop(while: \.isBlank) }

    /// Skips whitespace, comments and line breaks.
    mutating func skipBlankLines() throws(Failure) {
        repeat {
            skipBlanks()
            try skipComment()
        } while try acceptLineBreak()
    }

    private mutating func skipComment() throws(Failure) {
        guard peek == UInt8(ascii: "#") else { return }
        let comment = bytes.prefix { $0 != 0x0A }
        let text = comment.last == 0x0D ? comment.dropLast() : comment
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw failure("control character in a comment")
        }
        bytes = bytes[text.endIndex...]
    }

    private mutating func endLine() throws(Failure) {
        skipBlanks()
        try skipComment()
        if peek == nil { return }
        guard try acceptLineBreak() else {
            throw failure("expected the end of the line; text needs quotes")
        }
    }

    private static func shown(_ key: [String]) -> String {
        tomlText(key.joined(separator: "."))
    }
}
