/// Sparklines: small graphs in one row.
extension View {
    private static let asciiLevels: [Unicode.Scalar] = [".", ".", ":", ":", "-", "=", "#", "#"]
    /// The dots of the left and right Braille columns, one more set with each step from below.
    private static let left: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
    private static let right: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]

    /// Draws a graph of `values`, newest at the right: two per cell, in ASCII one.
    mutating func drawSparkline(
        _ values: ArraySlice<Float>, x: Int, y: Int, width: Int, style: Style
    ) {
        let values = Array(values.suffix(ascii ? width : width * 2))
        let top = values.max() ?? 0
        guard top > 0 else { return }
        guard !ascii else {
            for (index, value) in values.enumerated() where value > 0 {
                let level = min(7, max(0, Int(value / top * 7.99)))
                canvas.put(
                    Self.asciiLevels[level], x: x + width - values.count + index, y: y, style)
            }
            return
        }
        let padded = Array(repeating: Float(0), count: width * 2 - values.count) + values
        for cell in 0..<width {
            let dots =
                Self.left[Self.level(padded[cell * 2], top)]
                | Self.right[Self.level(padded[cell * 2 + 1], top)]
            guard dots != 0, let scalar = Unicode.Scalar(0x2800 + dots) else { continue }
            canvas.put(scalar, x: x + cell, y: y, style)
        }
    }

    /// Returns the number of four dots for a value; any value above 0 has one.
    private static func level(_ value: Float, _ top: Float) -> Int {
        value > 0 ? min(4, max(1, Int((value / top * 4).rounded()))) : 0
    }
}
