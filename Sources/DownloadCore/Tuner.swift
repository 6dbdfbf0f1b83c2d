/// Finds how many lanes help: one at first, then four times as many as long as that makes the whole
/// noticeably faster.
///
/// A stage lasts until all its lanes are served and a short while longer, so that a server which
/// limits each connection is met with the most lanes within a second, and a server that one lane
/// can exhaust is left at one or a few.
package struct Tuner: Hashable, Sendable {
    /// The lanes that are wanted now.
    package private(set) var count: Int
    /// Why it is not more, in words; `nil` while that is still measured.
    package private(set) var note: String?
    /// The most lanes that settings allow.
    private let most: Int
    /// The stage before this one: its speed in bytes per second.
    private var before: Double?
    private var began: Instant?
    private var bytes: Int64 = 0

    /// How many times as many lanes the next stage has.
    private static let step = 4
    /// The seconds that a stage is measured for.
    private static let window = 0.1
    /// A download that ends sooner than this, in seconds, is not worth more connections.
    private static let worth = 0.7
    /// How many times as fast a stage must be for a further one.
    private static let gain = 1.4

    /// Creates a tuner.
    ///
    /// - Parameters:
    ///   - first: The lanes to begin with, for example as many as helped the last time.
    ///   - most: The most lanes that settings allow.
    package init(first: Int = 1, most: Int) {
        self.most = max(1, most)
        self.count = min(max(1, first), self.most)
    }

    /// Creates a tuner that goes by what was found the last time, and measures nothing.
    ///
    /// - Parameters:
    ///   - count: The lanes that helped then.
    ///   - most: The most lanes that settings allow.
    package init(remembered count: Int, most: Int) {
        self.init(first: count, most: most)
        note = "\(self.count): as many as helped the last time"
    }

    /// Takes a sample; several a second are expected.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that have arrived since the last sample.
    ///   - serving: How many lanes are served now.
    ///   - missing: The bytes that are still missing.
    ///   - now: The time.
    /// - Returns: Whether `count` has changed.
    package mutating func sample(
        bytes: Int64, serving: Int, missing: Int64, at now: Instant
    ) -> Bool {
        guard note == nil, serving >= count else {
            began = nil
            return false
        }
        guard let began else {
            self.began = now
            self.bytes = 0
            return false
        }
        self.bytes += bytes
        let seconds = now - began
        guard seconds >= Tuner.window, self.bytes > 0 else { return false }
        let rate = Double(self.bytes) / seconds
        self.began = nil
        return judge(rate, missing: missing)
    }

    private mutating func judge(_ rate: Double, missing: Int64) -> Bool {
        if let before, rate < before * Tuner.gain {
            note = "\(count): more did not help"
            return false
        }
        guard Double(missing) / rate > Tuner.worth else { return false }
        guard count < most else {
            note = "\(count): the most for one host"
            return false
        }
        before = rate
        count = min(count * Tuner.step, most)
        return true
    }
}
