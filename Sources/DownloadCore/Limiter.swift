/// How many bytes may be read now: for all downloads together, and for each that has a limit.
///
/// Buckets that fill at the rate and may be overdrawn by one read: what is read too much now is
/// waited for before the next read, so the average is exact. A full bucket holds a tenth of a
/// second's worth, so no burst follows a pause.
package struct Limiter: Hashable, Sendable {
    private struct Bucket: Hashable, Sendable {
        var rate: Double
        var tokens = 0.0

        mutating func fill(_ seconds: Double) {
            tokens = min(tokens + rate * seconds, max(rate / 10, 16_384))
        }
    }

    private var all: Bucket?
    private var each: [DownloadID: Bucket] = [:]
    private var last: Instant?

    /// Creates a limiter without limits.
    package init() {}

    /// Whether no limit is set at all.
    package var isOff: Bool { all == nil && each.isEmpty }

    /// Limits all downloads together; `nil` lifts the limit.
    package mutating func limitAll(_ bytesPerSecond: Int64?) {
        guard bytesPerSecond.map(Double.init) != all?.rate else { return }
        all = bytesPerSecond.map { Bucket(rate: Double(max(1, $0))) }
    }

    /// Limits one download; `nil` lifts the limit.
    package mutating func limit(_ download: DownloadID, _ bytesPerSecond: Int64?) {
        guard bytesPerSecond.map(Double.init) != each[download]?.rate else { return }
        each[download] = bytesPerSecond.map { Bucket(rate: Double(max(1, $0))) }
    }

    /// Lets time pass.
    package mutating func fill(at now: Instant) {
        defer { last = now }
        guard !isOff, let last, now > last else { return }
        all?.fill(now - last)
        for id in each.keys { each[id]?.fill(now - last) }
    }

    /// Whether bytes of this download may be read.
    package func mayRead(_ download: DownloadID) -> Bool {
        if let all, all.tokens <= 0 { return false }
        if each.isEmpty { return true }
        return each[download].map { $0.tokens > 0 } ?? true
    }

    /// Notes that bytes of this download were read.
    package mutating func didRead(_ count: Int, _ download: DownloadID) {
        all?.tokens -= Double(count)
        if !each.isEmpty { each[download]?.tokens -= Double(count) }
    }
}
