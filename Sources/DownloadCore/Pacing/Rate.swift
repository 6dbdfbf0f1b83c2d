/// A speed in bytes per second, smoothed over samples of the bytes transferred.
package struct Rate: Hashable, Sendable {
    /// The time constant of the smoothing, in seconds.
    private let span: Double
    private var sum = 0.0
    private var weight = 0.0
    private var last: Instant?
    /// Bytes of samples with the same time as the last one.
    private var pending: Int64 = 0

    /// Creates a rate smoothed over `span` seconds.
    package init(span: Double) {
        self.span = span
    }

    /// The smoothed speed; `nil` until there are two samples.
    package var bytesPerSecond: Double? {
        weight > 0 ? sum / weight : nil
    }

    /// Adds a sample: the bytes transferred since the last one.
    ///
    /// The weights are normalized, so an early rate is an average instead of rising slowly from
    /// zero.
    package mutating func add(bytes: Int64, at now: Instant) {
        guard let last else {
            self.last = now
            return
        }
        guard now > last else {
            pending += bytes
            return
        }
        self.last = now
        let seconds = now - last
        let keep = Rate.decay(seconds / span)
        sum = sum * keep + Double(bytes + pending) / seconds * (1 - keep)
        weight = weight * keep + (1 - keep)
        pending = 0
    }

    /// Discards all samples; the next one only starts the clock.
    package mutating func restart() {
        sum = 0
        weight = 0
        last = nil
        pending = 0
    }

    /// Returns `exp(-x)` for nonnegative `x` without a C library, exact to 1e-6; 0 from 40 on.
    static func decay(_ x: Double) -> Double {
        guard x < 40 else { return 0 }
        var halvings = 0
        var part = x
        while part > 0.125 {
            part /= 2
            halvings += 1
        }
        let square = part * part
        var result = 1 - part + square / 2 - square * part / 6 + square * square / 24
        result -= square * square * part / 120
        for _ in 0..<halvings { result *= result }
        return result
    }
}
