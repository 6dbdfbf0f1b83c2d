import Foundation

/// Numbers of bytes as they stand in titles.
enum ByteText {
    /// The size in the largest unit that is not above it.
    static func size(_ bytes: Int64) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < 3 {
            value /= 1024
            unit += 1
        }
        return String(format: value == value.rounded() ? "%.0f " : "%.1f ", value) + units[unit]
    }
}
