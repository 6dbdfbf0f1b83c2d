import DownloadCore
import Glibc

/// Formats sizes for messages.
enum ByteText {
    /// Returns a size in binary units, for example `512 B` or `1.4 GiB`.
    static func binary(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var unit = 0
        var size = Double(bytes) / 1024
        while size >= 1024, unit < units.count - 1 {
            size /= 1024
            unit += 1
        }
        let tenths = Int((size * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
