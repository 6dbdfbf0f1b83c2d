/// An editable text.
package struct TextField: Hashable, Sendable {
    /// The characters of the text.
    package private(set) var characters: [Character]
    /// The index at which the next character is inserted.
    package private(set) var cursor: Int
    /// Whether Enter starts a new line.
    package var isMultiline: Bool

    /// The maximum number of characters; a longer text is rejected as a whole.
    static let longest = 1_000_000

    /// Creates a field with the cursor at the end of `text`.
    package init(_ text: String = "", isMultiline: Bool = false) {
        self.isMultiline = isMultiline
        self.characters = []
        self.cursor = 0
        insert(text)
    }

    /// The text.
    package var text: String {
        get { String(characters) }
        set {
            characters = []
            cursor = 0
            insert(newValue)
        }
    }

    /// The lines; at least one.
    package var lines: [ArraySlice<Character>] {
        characters.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The line of the cursor and its column in that line.
    package var position: (line: Int, column: Int) {
        let before = characters[..<cursor]
        let line = before.reduce(0) { $0 + ($1 == "\n" ? 1 : 0) }
        let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        return (line, cursor - start)
    }

    /// Returns the field with dots in place of the characters from an index on.
    func concealed(from start: Int?, ascii: Bool) -> TextField {
        guard let start else { return self }
        var field = self
        for index in characters.indices.dropFirst(start) {
            field.characters[index] = ascii ? "*" : "•"
        }
        return field
    }

    /// Inserts `text` at the cursor; line ends become spaces in a single-line field.
    ///
    /// - Returns: Whether it fitted; otherwise the field is unchanged.
    @discardableResult
    package mutating func insert(_ text: String) -> Bool {
        var new: [Character] = []
        for character in text {
            if character.isNewline {
                new.append(isMultiline ? "\n" : " ")
            } else if character == "\t" {
                new.append(" ")
            } else {
                new.append(character)
            }
        }
        if !isMultiline, new.last == " ", text.last?.isNewline ?? false { new.removeLast() }
        guard characters.count + new.count <= Self.longest else { return false }
        characters.insert(contentsOf: new, at: cursor)
        cursor += new.count
        return true
    }

    /// Handles an editing key; returns whether it was one.
    package mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = lineStart
        case .end, .control("e"): cursor = lineEnd
        case .backspace, .control("h"):
            guard cursor > 0 else { return true }
            cursor -= 1
            characters.remove(at: cursor)
        case .delete, .control("d"):
            if cursor < characters.count { characters.remove(at: cursor) }
        case .control("u"):
            let start = lineStart
            characters.removeSubrange(start..<cursor)
            cursor = start
        case .control("k"): characters.removeSubrange(cursor..<lineEnd)
        case .control("w"):
            let end = cursor
            while cursor > 0, Self.isSpace(characters[cursor - 1]) { cursor -= 1 }
            while cursor > 0, !Self.isBoundary(characters[cursor - 1]) || cursor == end {
                cursor -= 1
            }
            characters.removeSubrange(cursor..<end)
        case .up where isMultiline: moveLine(by: -1)
        case .down where isMultiline: moveLine(by: 1)
        case .enter where isMultiline: insert("\n")
        default: return false
        }
        return true
    }

    private var lineStart: Int {
        characters[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    }

    private var lineEnd: Int {
        characters[cursor...].firstIndex(of: "\n") ?? characters.count
    }

    private mutating func moveLine(by step: Int) {
        let column = cursor - lineStart
        if step < 0 {
            guard lineStart > 0 else { return }
            cursor = lineStart - 1
        } else {
            guard lineEnd < characters.count else { return }
            cursor = lineEnd + 1
        }
        cursor = min(lineStart + column, lineEnd)
    }

    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\n"
    }

    private static func isBoundary(_ character: Character) -> Bool {
        isSpace(character) || character == "/"
    }
}
