/// A rectangle of cells.
package struct Rect: Hashable, Sendable {
    /// The column of its left side, from 0.
    package var x: Int
    /// The row of its upper side, from 0.
    package var y: Int
    /// The number of its columns; never negative.
    package var width: Int
    /// The number of its rows; never negative.
    package var height: Int

    /// Creates a rectangle; negative sizes become 0.
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// The column after its right side.
    package var right: Int { x + width }
    /// The row after its lower side.
    package var bottom: Int { y + height }

    /// Returns whether it contains the cell.
    package func contains(x column: Int, y row: Int) -> Bool {
        (x..<right).contains(column) && (y..<bottom).contains(row)
    }

    /// Returns the rectangle without this number of rows and columns at each side.
    package func inset(_ columns: Int, _ rows: Int = 0) -> Rect {
        Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
    }

    /// Returns some of its rows, counted from its top.
    func part(from first: Int, rows: Int) -> Rect {
        Rect(x: x, y: y + first, width: width, height: rows)
    }

    /// Returns one of its rows, counted from its top.
    package func row(_ index: Int) -> Rect { Rect(x: x, y: y + index, width: width, height: 1) }
}
