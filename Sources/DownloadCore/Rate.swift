/// A speed in bytes per second, smoothed over a few seconds, from samples of a counter.
package struct Rate: Hashable, Sendable {
    /// Seconds after which a change counts for two thirds.
    private let span: Double
    private var sum = 0.0
    private var weight = 0.0
    private var last: Instant?

    /// Creates a rate that forgets within `span` seconds.
    package init(span: Double) {
        self.span = span
    }

    /// Bytes per second; `nil` before there are two samples.
    package var bytesPerSecond: Double? {
        weight > 0 ? sum / weight : nil
    }

    /// Notes that so many bytes have arrived since the last sample.
    ///
    /// The first samples weigh as much as all there is, so a young rate is an average and not a
    /// slow rise from zero.
    package mutating func add(bytes: Int64, at now: Instant) {
        defer { last = now }
        guard let last, now > last else { return }
        let seconds = now - last
        let keep = Rate.decay(seconds / span)
        sum = sum * keep + Double(bytes) / seconds * (1 - keep)
        weight = weight * keep + (1 - keep)
    }

    /// Forgets everything; the next sample only starts the clock.
    package mutating func restart() {
        sum = 0
        weight = 0
        last = nil
    }

    /// `exp(-x)` for `x` from 0 up, without a C library: exact to 1e-6 up to 8, 0 beyond 40.
    private static func decay(_ x: Double) -> Double {
        guard x < 40 else { return 0 }
        var halvings = 0
        var part = x
        while part > 0.125 {
            part /= 2
            halvings += 1
        }
        var result = 1 - part + part * part / 2 - part * part * part / 6
        for _ in 0..<halvings { result *= result }
        return result
    }
}
