/// A graph in a box of cells, each of eight levels (or two, in ASCII).
struct Graph {
    private let values: [Double]
    private let top: Double
    private let height: Int

    /// Creates the graph, newest at the right.
    ///
    /// - Parameters:
    ///   - values: One value per second, oldest first.
    ///   - seconds: The number of seconds per column, which shows their average.
    ///   - top: The value at the upper edge.
    ///   - width: The number of columns.
    ///   - height: The number of lines.
    init(values: ArraySlice<Float>, seconds: Int, top: Double, width: Int, height: Int) {
        let values = Array(values.suffix(width * max(1, seconds)))
        self.values = (0..<width).map { column in
            let end = values.count - (width - 1 - column) * max(1, seconds)
            let part = values[max(0, min(end, values.count) - max(1, seconds))..<max(0, end)]
            return part.isEmpty ? 0 : part.reduce(0) { $0 + Double($1) } / Double(part.count)
        }
        self.top = max(top, 1)
        self.height = height
    }

    /// Returns the filled height of a column within a line, from below, out of `levels`.
    private func level(_ column: Int, _ line: Int, of levels: Int) -> Int {
        guard values[column] > 0 else { return 0 }
        let all = height * levels
        let filled = max(1, min(all, Int((values[column] / top * Double(all)).rounded())))
        return min(levels, max(0, filled - (height - 1 - line) * levels))
    }

    /// Returns the character of a cell; `nil` when it is empty.
    func glyph(_ column: Int, _ line: Int, ascii: Bool) -> Unicode.Scalar? {
        let level = level(column, line, of: ascii ? 2 : 8)
        guard level > 0 else { return nil }
        return ascii ? (level == 2 ? "#" : ".") : Unicode.Scalar(0x2580 + UInt32(level))
    }

    /// Returns the number of seconds per column so that `count` seconds fit into `width` columns.
    static func seconds(for count: Int, width: Int) -> Int {
        [1, 2, 5, 10].first { $0 * width >= count } ?? 20
    }

    /// Returns the least of 1, 2, 5 times a power of ten (binary units) that is at least `value`.
    static func niceCeiling(_ value: Double) -> Double {
        var unit = 1.0
        while value / unit >= 1000, unit < 1e18 { unit *= 1024 }
        for step in [1.0, 2, 5, 10, 20, 50, 100, 200, 500] where step * unit >= value {
            return step * unit
        }
        return unit * 1024
    }
}
