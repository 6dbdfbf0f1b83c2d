/// How many bytes may be read now: for all downloads together, and for each that has a limit.
///
/// Buckets that fill at the rate and may be overdrawn by one read: what is read too much now is
/// waited for before the next read, so the average is exact. A full bucket holds a tenth of a
/// second's worth, so no burst follows a pause; but whoever waits for an empty one gets all that has
/// come since, so that slow turns do not lower the rate.
package struct Limiter: Hashable, Sendable {
    private struct Bucket: Hashable, Sendable {
        var rate: Double
        var tokens = 0.0

        private var room: Double { max(rate / 10, 16_384) }

        mutating func fill(_ seconds: Double) {
            let isWaitedFor = tokens <= 0 && seconds <= Limiter.slowTurn
            let filled = tokens + rate * seconds
            tokens = isWaitedFor ? filled : min(filled, room)
        }

        /// The bucket with another rate; what is owed stays owed.
        func changed(to rate: Double) -> Bucket {
            var bucket = Bucket(rate: rate, tokens: tokens)
            bucket.tokens = min(tokens, bucket.room)
            return bucket
        }
    }

    /// The seconds from which on a turn is a pause.
    private static let slowTurn = 0.5

    private var all: Bucket?
    private var each: [DownloadID: Bucket] = [:]
    private var last: Instant?

    /// Creates a limiter without limits.
    package init() {}

    /// Whether no limit is set at all.
    package var isOff: Bool { all == nil && each.isEmpty }

    /// Limits all downloads together; `nil` lifts the limit.
    package mutating func limitAll(_ bytesPerSecond: Int64?) {
        all = Limiter.bucket(bytesPerSecond, after: all)
    }

    /// Limits one download; `nil` lifts the limit.
    package mutating func limit(_ download: DownloadID, _ bytesPerSecond: Int64?) {
        each[download] = Limiter.bucket(bytesPerSecond, after: each[download])
    }

    private static func bucket(_ bytesPerSecond: Int64?, after old: Bucket?) -> Bucket? {
        guard let rate = bytesPerSecond.map({ Double(max(1, $0)) }) else { return nil }
        return old?.changed(to: rate) ?? Bucket(rate: rate)
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
