import DownloadCore

/// A displayed speed: the average of a counter over three seconds, updated once a second.
///
/// After a change of a limit or of the connections, bytes in transit still arrive. Those of the
/// first second after it are left out once there are later ones.
struct SpeedMeter: Sendable {
    /// The conditions of a speed; a change restarts the average.
    struct Conditions: Hashable, Sendable {
        var limits: [Int64?] = []
        var connections = 0
        var isSlow = false
    }

    /// Bytes per second; `nil` in the first second.
    private(set) var shown: Double?
    private var shownSince: Instant?
    private var samples: [(time: Instant, bytes: Int64)] = []
    private var conditions: Conditions?
    private var changed = Instant(seconds: -.infinity)

    /// The seconds of the average, and those left out of it after a change.
    private static let (span, settling) = (3.0, 1.0)

    /// Records the newest count.
    mutating func note(_ bytes: Int64, under conditions: Conditions, at now: Instant) {
        if let last = samples.last, bytes < last.bytes { samples = [] }
        if let old = self.conditions, old != conditions { changed = now }
        self.conditions = conditions
        if let last = samples.last, now <= last.time { samples.removeLast() }
        samples.append((now, bytes))
        let start = windowStart(at: now)
        while samples.count > 2, samples[1].time <= now + (-Self.span - 0.5) {
            samples.removeFirst()
        }
        guard let first = samples.last(where: { $0.time <= start }) ?? samples.first,
            now - first.time >= 0.9
        else {
            if samples.count == 1 { shown = nil }
            return
        }
        if let since = shownSince, shown != nil, now - since < 0.95 { return }
        shown = Double(bytes - first.bytes) / (now - first.time)
        shownSince = now
    }

    private func windowStart(at now: Instant) -> Instant {
        let clean = changed + Self.settling
        if now - clean >= Self.span { return now + -Self.span }
        return now - clean >= Self.settling ? clean : now + -Self.settling
    }
}
