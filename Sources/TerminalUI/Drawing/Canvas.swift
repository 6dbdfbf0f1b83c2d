/// A screen as a value: a grid of styled cells.
package struct Canvas: Sendable {
    /// The number of columns.
    package let width: Int
    /// The number of rows.
    package let height: Int
    /// All cells, row by row.
    package private(set) var cells: [Cell]
    /// The characters of more than one scalar.
    private(set) var clusters: [String] = []
    /// The sign for truncated text.
    var ellipsis: Unicode.Scalar = "…"
    /// The position of the terminal's cursor; `nil` hides it.
    package var cursor: (x: Int, y: Int)?

    /// Creates an empty screen.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
        self.cells = Array(repeating: .blank, count: self.width * self.height)
    }

    /// The whole screen.
    package var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

    /// The cell at a place that is on the screen.
    package subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

    /// Returns the characters of a cell; empty for the right half of a wide one.
    package func text(of cell: Cell) -> String {
        if cell.code == Cell.continuation { return "" }
        if cell.isCluster { return clusters[Int(cell.code & ~Cell.clusterFlag)] }
        return Unicode.Scalar(cell.code).map { String($0) } ?? " "
    }

    /// Whether the cell at `index` looks the same on both screens.
    func isSame(_ index: Int, as other: Canvas) -> Bool {
        let (a, b) = (cells[index], other.cells[index])
        if a.isCluster && b.isCluster {
            return a.style == b.style && text(of: a) == other.text(of: b)
        }
        return a == b
    }

    /// Fills a box.
    package mutating func fill(_ box: Rect, _ scalar: Unicode.Scalar = " ", _ style: Style) {
        let columns = max(0, box.x)..<max(0, box.x, min(width, box.right))
        guard !columns.isEmpty else { return }
        for y in max(0, box.y)..<max(0, box.y, min(height, box.bottom)) {
            sever(columns, y)
            for x in columns { cells[y * width + x] = Cell(code: scalar.value, style: style) }
        }
    }

    /// Blanks the other halves of wide characters that are partly overwritten next.
    private mutating func sever(_ columns: Range<Int>, _ y: Int) {
        let from = y * width + columns.lowerBound
        let to = y * width + columns.upperBound
        if columns.lowerBound > 0, cells[from].code == Cell.continuation {
            cells[from - 1].code = Cell.blank.code
        }
        if columns.upperBound < width, cells[to].code == Cell.continuation {
            cells[to].code = Cell.blank.code
        }
    }

    /// Sets one cell.
    package mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, _ style: Style) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        sever(x..<x + 1, y)
        cells[y * width + x] = Cell(code: scalar.value, style: style)
    }

    /// Changes the ink of the text in a box and keeps the paper.
    mutating func recolor(_ box: Rect, _ style: Style) {
        for y in max(0, box.y)..<max(0, box.y, min(height, box.bottom)) {
            for x in max(0, box.x)..<max(0, box.x, min(width, box.right)) {
                let paper = cells[y * width + x].style.paper
                cells[y * width + x].style = Style(style.ink, on: paper, bold: style.isBold)
            }
        }
    }

    /// Removes the colours from a box, so that text drawn over it stands out.
    mutating func dim(_ box: Rect) {
        for y in max(0, box.y)..<max(0, box.y, min(height, box.bottom)) {
            for x in max(0, box.x)..<max(0, box.x, min(width, box.right)) {
                cells[y * width + x].style = Style(.rule)
            }
        }
    }

    /// Changes the paper under a box and keeps the text on it.
    package mutating func repaper(_ box: Rect, from old: Paper, to new: Paper) {
        for y in max(0, box.y)..<max(0, box.y, min(height, box.bottom)) {
            for x in max(0, box.x)..<max(0, box.x, min(width, box.right))
            where cells[y * width + x].style.paper == old {
                cells[y * width + x].style.paper = new
            }
        }
    }

    /// The side at which a text is aligned.
    package enum Alignment: Sendable { case leading, trailing }

    /// Writes `text` on one row, in at most `room` cells from `x`; returns the column after it.
    @discardableResult
    package mutating func write(
        _ text: String, x: Int, y: Int, width room: Int, _ style: Style,
        align: Alignment = .leading, truncation: Text.Truncation = .end
    ) -> Int {
        guard room > 0, y >= 0, y < height else { return x }
        let utf8 = text.utf8
        if utf8.count <= room, utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            var column = align == .leading ? x : x + room - utf8.count
            for byte in utf8 {
                if column >= 0, column < width {
                    sever(column..<column + 1, y)
                    cells[y * width + column] = Cell(code: UInt32(byte), style: style)
                }
                column += 1
            }
            return column
        }
        let glyphs = Text.glyphs(
            text, fitting: room, truncation: truncation, ellipsis: ellipsis)
        let start = align == .leading ? x : x + room - Text.width(glyphs)
        return write(glyphs, x: start, y: y, style)
    }

    /// Writes glyphs on one row from `x`; returns the column after them.
    @discardableResult
    mutating func write(_ glyphs: [Glyph], x: Int, y: Int, _ style: Style) -> Int {
        var column = x
        for glyph in glyphs {
            defer { column += glyph.width }
            guard column >= 0, column + glyph.width <= width else { continue }
            var style = style
            if glyph.isEscape, style.ink.isText { style.ink = .escape }
            let index = y * width + column
            sever(column..<column + glyph.width, y)
            cells[index] = Cell(code: code(of: glyph), style: style)
            if glyph.width == 2 { cells[index + 1] = Cell(code: Cell.continuation, style: style) }
        }
        return column
    }

    private mutating func code(of glyph: Glyph) -> UInt32 {
        if glyph.marks.isEmpty { return glyph.scalar.value }
        clusters.append(String(glyph.scalar) + glyph.marks)
        return UInt32(clusters.count - 1) | Cell.clusterFlag
    }
}

extension Canvas {
    /// The screen as lines of text, without spaces at their ends.
    package var picture: String {
        (0..<height).map { y in
            var line = ""
            for x in 0..<width { line += text(of: self[x, y]) }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
