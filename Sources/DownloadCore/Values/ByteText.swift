/// Formats sizes: three significant digits in binary units.
package enum ByteText {
    private static let names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// Returns a size: `412 KiB`, `5.70 GiB`, `0 B`.
    package static func binary(_ bytes: Int64) -> String {
        let value = Double(max(0, bytes))
        let unit = unit(for: value)
        return number(value / unit.size, whole: unit.size == 1) + " " + unit.name
    }

    /// Returns a part of a size in the unit of the whole: `391/631 MiB`.
    package static func part(_ bytes: Int64, of whole: Int64) -> String {
        let unit = unit(for: Double(max(0, whole)))
        let exact = unit.size == 1
        let part = number(Double(max(0, bytes)) / unit.size, whole: exact)
        return part + "/" + number(Double(max(0, whole)) / unit.size, whole: exact) + " "
            + unit.name
    }

    /// Returns the unit in which `bytes` has at most three digits before the point.
    private static func unit(for bytes: Double) -> (name: String, size: Double) {
        var size = 1.0
        var index = 0
        while bytes / size >= 999.5, index + 1 < names.count {
            size *= 1024
            index += 1
        }
        return (names[index], size)
    }

    /// Returns three significant digits of a value below 1000.
    private static func number(_ value: Double, whole: Bool) -> String {
        if whole { return String(Int(value)) }
        if value < 9.995 {
            let hundredths = Int((value * 100).rounded())
            let rest = hundredths % 100
            return "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
        }
        if value < 99.95 {
            let tenths = Int((value * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)"
        }
        return String(Int(value.rounded()))
    }
}
