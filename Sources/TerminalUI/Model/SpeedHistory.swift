import DownloadCore

/// The speed of the last minutes, one value a second.
struct SpeedHistory: Hashable, Sendable {
    /// How many seconds are kept.
    static let longest = 600
    /// Whole seconds in bytes per second, oldest first.
    private(set) var values: [Float] = []
    private var second: Int?
    private var sum: Double = 0
    private var samples = 0

    /// Notes a speed at a moment; seconds in which nothing was noted had none.
    mutating func note(_ bytesPerSecond: Double, at moment: Instant) {
        let now = Int(min(max(moment.seconds, 0), 1e15))
        guard let current = second, now != current else {
            second = now
            sum += bytesPerSecond
            samples += 1
            return
        }
        guard now > current else { return }
        values.append(Float(sum / Double(max(1, samples))))
        // Two or three seconds without news are a slow engine, more are a rest.
        let gap = min(now - current - 1, Self.longest)
        values.append(contentsOf: repeatElement(gap > 3 ? 0 : values.last ?? 0, count: gap))
        if values.count > Self.longest { values.removeFirst(values.count - Self.longest) }
        second = now
        sum = bytesPerSecond
        samples = 1
    }

    /// The last `count` whole seconds, oldest first; fewer at the start.
    func last(_ count: Int) -> ArraySlice<Float> { values.suffix(max(0, count)) }
}
