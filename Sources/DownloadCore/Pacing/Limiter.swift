/// A token-bucket rate limiter, for all downloads together and for each download with a limit.
///
/// A read may overdraw a bucket by its size, and the next read waits until the debt is paid, so the
/// average rate is exact. A full bucket holds a tenth of a second, so that no burst follows a
/// pause. A bucket that a read is waiting for is not capped, so that slow turns of the event loop
/// do not lower the rate.
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

        /// Returns the bucket with another rate, keeping its debt.
        func changed(to rate: Double) -> Bucket {
            var bucket = Bucket(rate: rate, tokens: tokens)
            bucket.tokens = min(tokens, bucket.room)
            return bucket
        }
    }

    /// The length of a turn, in seconds, above which it counts as a pause.
    private static let slowTurn = 0.5

    private var all: Bucket?
    private var each: [DownloadID: Bucket] = [:]
    private var last: Instant?

    /// Creates a limiter without limits.
    package init() {}

    /// Whether no limit is set.
    package var isOff: Bool { all == nil && each.isEmpty }

    /// Limits all downloads together; `nil` removes the limit.
    package mutating func limitAll(_ bytesPerSecond: Int64?) {
        all = Limiter.bucket(bytesPerSecond, after: all)
    }

    /// Limits one download; `nil` removes the limit.
    package mutating func limit(_ download: DownloadID, _ bytesPerSecond: Int64?) {
        each[download] = Limiter.bucket(bytesPerSecond, after: each[download])
    }

    private static func bucket(_ bytesPerSecond: Int64?, after old: Bucket?) -> Bucket? {
        guard let rate = bytesPerSecond.map({ Double(max(1, $0)) }) else { return nil }
        return old?.changed(to: rate) ?? Bucket(rate: rate)
    }

    /// Adds the tokens for the time since the last call.
    package mutating func fill(at now: Instant) {
        defer { last = now }
        guard !isOff, let last, now > last else { return }
        all?.fill(now - last)
        for id in each.keys { each[id]?.fill(now - last) }
    }

    /// Whether a read for this download is allowed now.
    package func mayRead(_ download: DownloadID) -> Bool {
        if let all, all.tokens <= 0 { return false }
        if each.isEmpty { return true }
        return each[download].map { $0.tokens > 0 } ?? true
    }

    /// Records a read of `count` bytes for this download.
    package mutating func didRead(_ count: Int, _ download: DownloadID) {
        all?.tokens -= Double(count)
        if !each.isEmpty { each[download]?.tokens -= Double(count) }
    }
}
