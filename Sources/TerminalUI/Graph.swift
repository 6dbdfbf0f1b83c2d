/// A curve in a box of cells: four dots by two in each (Braille patterns, Unicode chapter 21).
struct Graph {
    private let values: [Float]
    private let top: Double
    private let width: Int
    private let height: Int

    /// Creates the curve of `values`, newest at the right, with `top` at the upper side.
    init(values: ArraySlice<Float>, top: Double, width: Int, height: Int) {
        self.values = Array(values)
        self.top = max(top, 1)
        self.width = width
        self.height = height
    }

    /// The filled height of the dot column, in dots from below; 0 where nothing is known.
    private func dots(_ column: Int, of columns: Int, perCell: Int) -> Int {
        let index = values.count - columns + column
        guard values.indices.contains(index), values[index] > 0 else { return 0 }
        let all = Double(height * perCell)
        return max(1, min(height * perCell, Int((Double(values[index]) / top * all).rounded())))
    }

    /// The Braille character of a cell; `nil` when it is empty.
    func braille(_ column: Int, _ line: Int) -> Unicode.Scalar? {
        let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
        let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]
        var bits: UInt32 = 0
        let below = (height - 1 - line) * 4
        let filledLeft = dots(column * 2, of: width * 2, perCell: 4) - below
        let filledRight = dots(column * 2 + 1, of: width * 2, perCell: 4) - below
        for dot in 0..<4 {
            if filledLeft > dot { bits |= left[dot] }
            if filledRight > dot { bits |= right[dot] }
        }
        return bits == 0 ? nil : Unicode.Scalar(0x2800 + bits)
    }

    /// The ASCII character of a cell; `nil` when it is empty.
    func ascii(_ column: Int, _ line: Int) -> Unicode.Scalar? {
        let filled = dots(column, of: width, perCell: 2) - (height - 1 - line) * 2
        return filled >= 2 ? "#" : filled == 1 ? "." : nil
    }

    /// The least of 1, 2, 5 times a power of ten (in binary units) that is not below `value`.
    static func niceCeiling(_ value: Double) -> Double {
        var unit = 1.0
        while value / unit >= 1000, unit < 1e18 { unit *= 1024 }
        for step in [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000] where step * unit >= value {
            return step * unit
        }
        return unit * 1024
    }
}
