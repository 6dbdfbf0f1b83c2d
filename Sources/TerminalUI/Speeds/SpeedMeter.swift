import DownloadCore

/// A displayed speed: the average of a counter over three seconds, updated once a second.
///
/// Servers that limit their speed often send once a second. A plain average over whole seconds
/// then gains or loses a burst by chance at each of its ends, which doubles or halves a short one.
/// Both ends are therefore averages of the counter over a second: they contain one burst each.
///
/// After a change of a limit or of the connections, bytes in transit still arrive. The average
/// starts again after them, and the earlier speed is shown until it is known.
struct SpeedMeter: Sendable {
    /// The conditions of a speed; a change restarts the average.
    struct Conditions: Hashable, Sendable {
        var limits: [Int64?] = []
        var connections = 0
        var isSlow = false
    }

    /// Bytes per second; `nil` in the first second.
    private(set) var shown: Double?
    private var shownSince = Instant(seconds: -.infinity)
    private var samples: [(time: Instant, bytes: Int64)] = []
    private var conditions: Conditions?
    private var changed = Instant(seconds: -.infinity)

    /// The longest and the shortest time of the average, and the time at each of its ends over
    /// which the counter is averaged, in seconds.
    private static let (longest, shortest, edge) = (3.0, 1.5, 1.0)
    /// The seconds after a change that are left out.
    private static let settling = 0.6
    /// The seconds between two updates; a little less than one, as snapshots come in steps.
    private static let period = 0.95
    /// The seconds before the first speed.
    private static let first = 0.9

    /// Records the newest count.
    mutating func note(_ bytes: Int64, under conditions: Conditions, at now: Instant) {
        if let last = samples.last, bytes < last.bytes { samples = [] }
        if let old = self.conditions, old != conditions { changed = now }
        self.conditions = conditions
        if let last = samples.last, now <= last.time { samples.removeLast() }
        samples.append((now, bytes))
        while samples.count > 2, samples[1].time <= now + -Self.longest { samples.removeFirst() }
        guard let speed = speed(at: now) else {
            if samples.count == 1 { shown = nil }
            return
        }
        shown = speed
        shownSince = now
    }

    /// Returns the speed to show from now on; `nil` while the shown one is to be kept.
    private func speed(at now: Instant) -> Double? {
        guard let first = samples.first else { return nil }
        let known = now - first.time
        if shown == nil, known < Self.shortest {
            guard known >= Self.first, let last = samples.last else { return nil }
            return Double(last.bytes - first.bytes) / known
        }
        var span = min(Self.longest, known, now - (changed + Self.settling))
        let isFresh = shownSince > changed
        if isFresh {
            guard now - shownSince >= Self.period else { return nil }
        } else if span < Self.shortest, now - shownSince > Self.longest {
            // Changes follow one another without a pause.
            span = min(known, Self.shortest)
        }
        guard span >= Self.shortest else { return nil }
        let gained = average(upTo: now) - average(upTo: now + (Self.edge - span))
        return gained / (span - Self.edge)
    }

    /// Returns the average of the counter over the second that ends at `end`.
    private func average(upTo end: Instant) -> Double {
        let start = end + -Self.edge
        var sum = 0.0
        var position = end
        for sample in samples.reversed() where sample.time < position {
            let from = max(sample.time, start)
            sum += Double(sample.bytes) * (position - from)
            position = from
            if position <= start { break }
        }
        // The counter before the first sample is unknown: it is taken to be the same.
        if position > start, let first = samples.first {
            sum += Double(first.bytes) * (position - start)
        }
        return sum / Self.edge
    }
}
