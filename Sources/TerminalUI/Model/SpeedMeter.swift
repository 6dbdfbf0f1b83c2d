import DownloadCore

/// One speed as it is shown: the average of the last three seconds of a counter, which changes once
/// a second.
///
/// After a change of a limit or of the connections, bytes that were on their way still arrive: what
/// came in the second after it does not count once there is more.
struct SpeedMeter: Sendable {
    /// What a speed depends on; when it changes, the average starts again.
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

    /// The seconds of the average, and those after a change that are left out of it.
    private static let (span, settling) = (3.0, 1.0)

    /// Takes the newest count.
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
