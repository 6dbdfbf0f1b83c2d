/// A limit that holds at some hours of every day.
struct ScheduledLimit: Equatable, Sendable {
    /// The minute of the day at which it begins, 0 to 1439.
    var from: Int
    /// The minute of the day at which it ends; at or below `from` it is the next day's.
    var to: Int
    /// Bytes per second; `nil` is no limit.
    var rate: Int64?

    /// Whether it holds at this minute of the day.
    func holds(at minute: Int) -> Bool {
        from < to ? (from..<to).contains(minute) : minute >= from || minute < to
    }

    /// The minute of the day that `HH:MM` names; `nil` when it names none.
    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    /// `HH:MM` of a minute of the day.
    static func text(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour)" + (rest < 10 ? ":0" : ":") + "\(rest)"
    }
}

extension Settings {
    /// The limit that holds at this minute of the day: the first of the schedule that does, else
    /// the one without hours.
    func limit(at minute: Int) -> Int64? {
        schedule.first { $0.holds(at: minute) }.map(\.rate) ?? limit
    }
}
