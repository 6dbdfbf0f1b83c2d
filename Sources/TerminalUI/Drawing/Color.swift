/// A colour in sRGB.
package struct Color: Hashable, Sendable {
    /// Its components, 0 to 255.
    package var red, green, blue: UInt8

    /// Creates the colour `0xRRGGBB`.
    package init(_ rgb: UInt32) {
        red = UInt8(truncatingIfNeeded: rgb >> 16)
        green = UInt8(truncatingIfNeeded: rgb >> 8)
        blue = UInt8(truncatingIfNeeded: rgb)
    }

    /// Reads `#rrggbb`.
    package init?(hex: String) {
        guard hex.utf8.count == 7, hex.first == "#", let rgb = UInt32(hex.dropFirst(), radix: 16)
        else { return nil }
        self.init(rgb)
    }

    /// Returns the colour between this one (0) and another (1).
    func mixed(with other: Color, _ part: Double) -> Color {
        func mix(_ a: UInt8, _ b: UInt8) -> UInt32 {
            UInt32((Double(a) + (Double(b) - Double(a)) * min(1, max(0, part))).rounded())
        }
        return Color(
            mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
    }

    /// The relative luminance (WCAG 2.2), 0 to 1.
    package var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    /// Returns the contrast of two colours (WCAG 2.2), 1 to 21.
    package func contrast(with other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// The nearest colour of xterm's fixed palette: the cube of 216 and the 24 greys.
    package var index256: UInt8 {
        func step(_ part: UInt8) -> Int {
            Self.steps.indices.min {
                abs(Self.steps[$0] - Int(part)) < abs(Self.steps[$1] - Int(part))
            } ?? 0
        }
        let cube = 16 + 36 * step(red) + 6 * step(green) + step(blue)
        let grey = (Int(red) + Int(green) + Int(blue)) / 3
        let ramp = 232 + min(23, max(0, (grey - 3) / 10))
        let nearest = [cube, ramp].min { distance(to: $0) < distance(to: $1) } ?? cube
        return UInt8(nearest)
    }

    /// The nearest colour of that palette which keeps the hue: where a dim green is nearest to a
    /// grey, it is a green.
    package var hue256: UInt8 {
        let nearest = index256
        let parts = [red, green, blue]
        let most = parts.max() ?? 0
        let spread = most - (parts.min() ?? 0)
        guard Color(index256: nearest).isGrey, spread > most / 4 else { return nearest }
        return (16...231).min { hueDistance(to: $0) < hueDistance(to: $1) } ?? nearest
    }

    private var isGrey: Bool { red == green && green == blue }

    /// Returns the distance to a colour of the palette, by the components and their differences.
    private func hueDistance(to index: UInt8) -> Int {
        let other = Color(index256: index)
        func square(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Int {
            let difference = Int(a) - Int(b) - (Int(c) - Int(d))
            return difference * difference
        }
        return distance(to: Int(index)) + 2
            * (square(red, green, other.red, other.green)
                + square(green, blue, other.green, other.blue)
                + square(blue, red, other.blue, other.red))
    }

    /// Creates the colour of xterm's palette for an index from 16 on.
    package init(index256 index: UInt8) {
        let index = Int(index)
        if index >= 232 {
            let grey = UInt32(8 + 10 * (index - 232))
            self.init(grey << 16 | grey << 8 | grey)
        } else {
            let cube = max(0, index - 16)
            let parts = [cube / 36, cube / 6 % 6, cube % 6].map { UInt32(Self.steps[$0]) }
            self.init(parts[0] << 16 | parts[1] << 8 | parts[2])
        }
    }

    private static let steps = [0, 95, 135, 175, 215, 255]

    private func distance(to index: Int) -> Int {
        let other = Color(index256: UInt8(index))
        let parts = [(red, other.red), (green, other.green), (blue, other.blue)]
        return parts.reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    }

    /// Returns the linear light of a component.
    private static func linear(_ part: UInt8) -> Double {
        let value = Double(part) / 255
        return value <= 0.04045 ? value / 12.92 : power24((value + 0.055) / 1.055)
    }

    /// Returns `base` to the power 2.4 for 0...1: its square, times its fifth root squared (by
    /// Newton's method).
    private static func power24(_ base: Double) -> Double {
        guard base > 0 else { return 0 }
        var root = 1.0
        for _ in 0..<40 { root -= (root - base / (root * root * root * root)) / 5 }
        return base * base * root * root
    }
}
