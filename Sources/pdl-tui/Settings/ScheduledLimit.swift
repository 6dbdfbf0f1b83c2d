import DownloadCore

/// A speed limit for certain hours of the day.
struct ScheduledLimit: Equatable, Sendable {
    /// The minute of the day at which the limit starts, 0 to 1439.
    var from: Int
    /// The minute of the day at which it ends; on the next day if not after `from`.
    var to: Int
    /// Bytes per second; `nil` for no limit.
    var rate: Int64?

    /// Whether the limit applies at a minute of the day.
    func holds(at minute: Int) -> Bool {
        from < to ? (from..<to).contains(minute) : minute >= from || minute < to
    }

    /// The hours and the rate, as the settings of the interface show them: `08:00-18:00 2M`.
    var words: String {
        let rate = rate.map { RateText.text($0) } ?? "none"
        return Self.text(from) + "-" + Self.text(to) + " " + rate
    }

    /// Parses `HH:MM` or `HH:MM:00` into a minute of the day; returns `nil` if it is invalid.
    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60,
            parts.count == 2 || parts[2] == "00"
        else { return nil }
        return hour * 60 + minute
    }

    /// Formats a minute of the day as `HH:MM`.
    static func text(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour)" + (rest < 10 ? ":0" : ":") + "\(rest)"
    }
}

extension Settings {
    /// Returns the limit at a minute of the day: the first match in the schedule, else `limit`.
    func limit(at minute: Int) -> Int64? {
        schedule.first { $0.holds(at: minute) }.map(\.rate) ?? limit
    }

    /// Returns the minute of the day at which the limit changes next; `nil` if it never does.
    func nextLimitChange(after minute: Int) -> Int? {
        let current = limit(at: minute)
        return (1..<1440).lazy.map { (minute + $0) % 1440 }.first { limit(at: $0) != current }
    }
}
