/// Encodes the changes from one screen to the next as bytes for the terminal.
package struct FrameWriter: Sendable {
    /// The present contents of the terminal; `nil` when they are unknown.
    private var shown: Canvas?
    private var style: Style?
    private var bytes: [UInt8] = []
    private let palette: Palette
    /// Whether frames are bracketed as one update (DEC private mode 2026).
    private let isSynchronized: Bool
    /// Whether the terminal's font has few characters, like a Linux console's.
    private let isConsole: Bool

    /// Creates a writer for a terminal with unknown contents.
    package init(
        theme: Theme, depth: ColorDepth, isSynchronized: Bool, isConsole: Bool = false
    ) {
        self.isConsole = isConsole
        self.palette = Palette(theme: theme, depth: depth)
        self.isSynchronized = isSynchronized
    }

    /// Forgets the contents of the terminal: the next frame writes everything.
    package mutating func forget() {
        shown = nil
    }

    /// Returns the bytes that make the terminal show `canvas`; none when it already does.
    package mutating func frame(_ canvas: Canvas) -> [UInt8] {
        bytes.removeAll(keepingCapacity: true)
        style = nil
        let whole = shown.map { $0.width != canvas.width || $0.height != canvas.height } ?? true
        if whole { append("\u{1B}[?25l\u{1B}[0m\u{1B}[2J") }
        for y in 0..<canvas.height { writeRow(y, of: canvas, whole: whole) }
        let moved = whole || !isSameCursor(canvas.cursor, shown?.cursor)
        guard !bytes.isEmpty || moved else {
            shown = canvas
            return []
        }
        append("\u{1B}[0m")
        if let cursor = canvas.cursor {
            move(x: cursor.x, y: cursor.y)
            append("\u{1B}[?25h")
        } else if whole || shown?.cursor != nil {
            append("\u{1B}[?25l")
        }
        shown = canvas
        guard isSynchronized else { return bytes }
        return Array("\u{1B}[?2026h".utf8) + bytes + Array("\u{1B}[?2026l".utf8)
    }

    /// Writes a row from its first to its last changed cell.
    private mutating func writeRow(_ y: Int, of canvas: Canvas, whole: Bool) {
        let from = y * canvas.width
        var first = from
        var last = from + canvas.width
        if !whole, let shown {
            while first < last, canvas.isSame(first, as: shown) { first += 1 }
            while last > first, canvas.isSame(last - 1, as: shown) { last -= 1 }
            guard first < last else { return }
            // A wide character at either edge is written as a whole.
            while first > from, isHalf(first, canvas) || isHalf(first, shown) { first -= 1 }
            while last < from + canvas.width, isHalf(last, canvas) || isHalf(last, shown) {
                last += 1
            }
        }
        move(x: first - from, y: y)
        var index = first
        while index < last {
            let cell = canvas.cells[index]
            index += 1
            guard cell.code != Cell.continuation else { continue }
            if palette.dots(cell) {
                select(Style(.rule, on: .track))
                append("·")
                continue
            }
            select(cell.style)
            if cell.code < 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: cell.code))
                continue
            }
            append(isConsole ? ConsoleGlyphs.text(of: cell, canvas) : canvas.text(of: cell))
            // Terminals differ on widths outside a few blocks: the next cell is positioned
            // explicitly.
            if !Self.isSurelyNarrow(cell.code), index < last {
                while index < last, canvas.cells[index].code == Cell.continuation { index += 1 }
                move(x: index - from, y: y)
            }
        }
    }

    private func isHalf(_ index: Int, _ canvas: Canvas) -> Bool {
        canvas.cells[index].code == Cell.continuation
    }

    /// Whether every terminal shows the scalar in one cell.
    private static func isSurelyNarrow(_ code: UInt32) -> Bool {
        (0xA0..<0x300).contains(code) || (0x2500..<0x25A0).contains(code)
            || (0x2800..<0x2900).contains(code) || code == 0x2026 || code == 0x2193
    }

    private func isSameCursor(_ a: (x: Int, y: Int)?, _ b: (x: Int, y: Int)?) -> Bool {
        a?.x == b?.x && a?.y == b?.y
    }

    private mutating func select(_ new: Style) {
        guard new != style else { return }
        append("\u{1B}[")
        bytes += palette.codes(from: style, to: new)
        append("m")
        style = new
    }

    private mutating func move(x: Int, y: Int) {
        append("\u{1B}[")
        append(String(y + 1))
        append(";")
        append(String(x + 1))
        append("H")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
