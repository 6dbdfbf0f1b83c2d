import Foundation

/// Formats byte counts for titles.
enum ByteText {
    /// Returns the size in the largest unit that does not exceed it.
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
