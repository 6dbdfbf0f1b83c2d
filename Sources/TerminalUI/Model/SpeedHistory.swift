import DownloadCore

/// The speed of the last minutes, one value a second, from counted bytes.
struct SpeedHistory: Hashable, Sendable {
    /// How many seconds are kept.
    static let longest = 600
    /// Whole seconds in bytes per second, oldest first.
    private(set) var values: [Float] = []
    /// When the last bytes were counted.
    private var last: Instant?
    /// The bytes of the second that is not over; the first second is dropped, it began before.
    private var sum = 0.0
    private var isFirst = true
    private var total: Int64 = 0

    /// Counts up to `total` bytes; returns how many of them are new.
    @discardableResult
    mutating func count(upTo total: Int64, at moment: Instant) -> Int64 {
        // What was discarded is counted again when it arrives again.
        let bytes = last == nil ? 0 : max(0, total - self.total)
        self.total = total
        add(bytes, at: moment)
        return bytes
    }

    /// Counts bytes that have arrived since the last call, spread evenly over the time since then.
    mutating func add(_ bytes: Int64, at moment: Instant) {
        let now = min(max(moment.seconds, 0), 1e15)
        guard let last else {
            self.last = Instant(seconds: now)
            return
        }
        guard now > last.seconds else {
            sum += Double(bytes)
            return
        }
        let from = max(last.seconds, now - Double(Self.longest))
        let perSecond = Double(bytes) / (now - from)
        var position = from
        while position.rounded(.down) + 1 <= now {
            let end = position.rounded(.down) + 1
            sum += perSecond * (end - position)
            if !isFirst { values.append(Float(sum)) }
            isFirst = false
            sum = 0
            position = end
        }
        sum += perSecond * (now - position)
        if values.count > Self.longest { values.removeFirst(values.count - Self.longest) }
        self.last = Instant(seconds: now)
    }

    /// The last `count` whole seconds, oldest first; fewer at the start.
    func last(_ count: Int) -> ArraySlice<Float> { values.suffix(max(0, count)) }
}
