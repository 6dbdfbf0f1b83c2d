import DownloadCore

/// Formats numbers: three significant digits, binary units, short times.
package enum Units {
    /// Returns a size: `412 KiB`, `5.70 GiB`, `0 B`.
    package static func bytes(_ count: Int64) -> String { ByteText.binary(count) }

    /// Returns a part of a size in the unit of the whole: `391/631 MiB`.
    package static func part(_ count: Int64, of whole: Int64) -> String {
        ByteText.part(count, of: whole)
    }

    /// Returns a speed: `41.0 MiB/s`.
    package static func speed(_ bytesPerSecond: Double) -> String {
        let finite = bytesPerSecond.isFinite ? min(max(0, bytesPerSecond), 9e18) : 0
        return bytes(Int64(finite)) + "/s"
    }

    /// Returns a whole percentage, rounded down so that only the whole is 100.
    package static func percent(_ part: Int64, of whole: Int64) -> Int {
        guard whole > 0 else { return 100 }
        let clamped = min(max(0, part), whole)
        return min(100, Int(Double(clamped) / Double(whole) * 100))
    }

    /// Returns a duration: `0:06`, `1:58:03`, `3d 4h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "" }
        let total = Int(min(seconds.rounded(.up), 1e9))
        let (days, hours) = (total / 86_400, total / 3600 % 24)
        if days > 99 { return ">99d" }
        if days > 0 { return "\(days)d \(hours)h" }
        let minutes = total / 60 % 60
        if hours > 0 { return "\(hours):\(two(minutes)):\(two(total % 60))" }
        return "\(minutes):\(two(total % 60))"
    }

    /// Returns the time of day of a moment in seconds since 1970, `14:03:59`, in a time zone.
    package static func clock(_ time: Double, secondsFromUTC: Int) -> String {
        let second = wrap(Int(min(max(time, 0), 1e12)) + secondsFromUTC, 86_400)
        return two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60)
    }

    /// Returns the date and time of a moment in seconds since 1970, `2026-03-01 14:03`, in a zone.
    package static func date(_ time: Double, secondsFromUTC: Int) -> String {
        let local = Int(min(max(time, 0), 1e11)) + secondsFromUTC
        // Days to a civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = (local - wrap(local, 86_400)) / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let civil = year + era * 400 + (month <= 2 ? 1 : 0)
        return "\(civil)-\(two(month))-\(two(day)) "
            + clock(time, secondsFromUTC: secondsFromUTC).prefix(5)
    }

    /// Returns a whole number with grouped digits: `157,810,688`.
    package static func grouped(_ value: Int64) -> String {
        var digits = Array(String(value.magnitude))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// Returns a number with a noun: `1 download`, `12 downloads`.
    package static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    /// Reads a rate such as `500K`, `2M` or `1.5 MiB/s` in bytes per second.
    package static func rate(_ text: String) -> Int64? {
        var body = Substring(text.lowercased().filter { $0 != " " })
        for ending in ["/s", "ps", "b", "i"] where body.hasSuffix(ending) {
            body = body.dropLast(ending.count)
        }
        var size = 1.0
        if let last = body.last, let power = "kmgt".firstIndex(of: last) {
            for _ in 0...("kmgt".distance(from: "kmgt".startIndex, to: power)) { size *= 1024 }
            body = body.dropLast()
        }
        guard let value = Double(body), value > 0, value * size >= 1, value * size < 9e18 else {
            return nil
        }
        return Int64(value * size)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    private static func wrap(_ value: Int, _ modulus: Int) -> Int {
        (value % modulus + modulus) % modulus
    }
}
