import DownloadCore

/// The speed of the last minutes, one value per second, from counted bytes.
struct SpeedHistory: Hashable, Sendable {
    /// The number of seconds kept.
    static let longest = 600
    /// The complete seconds in bytes per second, oldest first.
    private(set) var values: [Float] = []
    /// When the last bytes were counted.
    private var last: Instant?
    /// The bytes of the current second; the first one is incomplete and is dropped.
    private var sum = 0.0
    private var isFirst = true
    private var total: Int64 = 0

    /// Counts bytes up to `total`; returns how many of them are new.
    @discardableResult
    mutating func count(upTo total: Int64, at moment: Instant) -> Int64 {
        // Discarded bytes are counted again when they arrive again.
        let bytes = last == nil ? 0 : max(0, total - self.total)
        self.total = total
        add(bytes, at: moment)
        return bytes
    }

    /// Counts bytes that have arrived since the last call, spread evenly over that time.
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

    /// Returns the last `count` complete seconds, oldest first; fewer at the start.
    func last(_ count: Int) -> ArraySlice<Float> { values.suffix(max(0, count)) }
}
