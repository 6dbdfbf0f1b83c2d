import Testing

/// A model of a terminal with scrollback, which changes its size as tmux and VTE do.
struct ModelTerminal {
    private(set) var columns: Int
    private(set) var rows: Int
    /// All rows; the last `rows` of them are on the screen.
    private var lines: [[Character]]
    private var row = 0
    private var column = 0
    private var saved = (row: 0, column: 0)
    private var wraps = true

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        lines = Array(repeating: [], count: rows)
    }

    private var top: Int { lines.count - rows }

    /// The rows that are not empty, including the scrollback.
    var text: [String] {
        lines.compactMap { line in
            line.lastIndex { $0 != " " }.map { String(line[...$0]) }
        }
    }

    /// The rows above the cursor, including the scrollback and empty rows.
    var textAboveCursor: [String] { lines[..<row].map { String($0) } }

    /// Interprets text and the control sequences that every terminal has.
    mutating func write(_ text: String) {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n": feed()
            case "\r": column = 0
            case "\u{1B}": control(&rest)
            default: put(Character(scalar))
            }
        }
    }

    private mutating func feed() {
        row += 1
        column = 0
        if row == lines.count { lines.append([]) }
    }

    private mutating func put(_ character: Character) {
        if column == columns, wraps { feed() }
        column = min(column, columns - 1)
        while lines[row].count <= column { lines[row].append(" ") }
        lines[row][column] = character
        column += 1
    }

    private mutating func control(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.popFirst() {
        case "7": saved = (row - top, column)
        case "8": (row, column) = (min(top + saved.row, lines.count - 1), saved.column)
        case "[":
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == ";" || $0 == "?" }
            rest = rest.dropFirst(digits.count)
            sequence(rest.popFirst(), Int(String(String.UnicodeScalarView(digits))) ?? 0)
        case let other: Issue.record("not for every terminal: ESC \(String(describing: other))")
        }
    }

    private mutating func sequence(_ final: Unicode.Scalar?, _ number: Int) {
        switch final {
        case "A": row = max(top, row - max(1, number))
        case "B": row = min(lines.count - 1, row + max(1, number))
        case "K": lines[row] = number == 2 ? [] : Array(lines[row].prefix(column))
        case "J":
            #expect(row > top || column > 0, "the whole screen goes into the scrollback")
            lines[row] = Array(lines[row].prefix(column))
            for below in lines.indices.dropFirst(row + 1) { lines[below] = [] }
        case "l": wraps = false
        case "h": wraps = true
        case "m": break
        default: Issue.record("not for every terminal: CSI \(String(describing: final))")
        }
    }

    /// Changes the number of rows: rows below the cursor are dropped, and then the first ones move
    /// into the scrollback, or back from there.
    mutating func resize(rows new: Int) {
        let below = lines.count - 1 - row
        lines.removeLast(max(0, min(rows - new, below)))
        rows = new
        while lines.count < rows { lines.append([]) }
    }

    /// Rewraps the lines, as a terminal does that becomes narrower.
    mutating func narrow(to new: Int) {
        var broken: [[Character]] = []
        for (index, line) in lines.enumerated() {
            if index == row { row = broken.count }
            var rest = line[...]
            repeat {
                broken.append(Array(rest.prefix(new)))
                rest = rest.dropFirst(new)
            } while !rest.isEmpty
        }
        lines = broken
        columns = new
        // The cursor stays on the screen.
        row = max(row, top)
    }
}
