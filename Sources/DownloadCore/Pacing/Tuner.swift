/// Finds out how many lanes help: one at first, then four times as many as long as that makes the
/// whole noticeably faster.
///
/// A stage begins when most of its lanes are served. What is clear is acted on after a moment, so
/// that a server which limits each connection is met with the most lanes soon; what is not is
/// measured for longer, so that a server that one lane can exhaust is left at one or a few.
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
    private var last = Instant(seconds: 0)
    private var bytes: Int64 = 0
    /// What came at once with the answers of this stage, left out; `nil` while it comes.
    private var onset: Int64?
    /// The sum of the times that lanes were served in this stage, in seconds.
    private var served = 0.0

    /// How many times as many lanes the next stage has.
    private static let step = 4
    /// The seconds at the beginning of a stage that are not measured: many servers send some at once
    /// and then at their pace.
    private static let onsetSeconds = 0.01
    /// The seconds of silence after it that make it count.
    private static let longBreath = 0.05
    /// The further seconds after which a clear answer is taken.
    private static let glance = 0.02
    /// The seconds after which a likely answer is taken.
    private static let window = 0.2
    /// The seconds after which it is believed that more did not help: some servers send in bursts.
    private static let longWindow = 0.5
    /// Below this part of the stage before, that stage was a burst.
    private static let burst = 0.7
    /// A download that ends sooner than this, in seconds, is not worth more connections.
    private static let worth = 0.7
    /// How many times as fast a stage must be for a further one.
    private static let gain = 1.4
    /// How many times as fast a stage is that leaves no doubt.
    private static let clearGain = 2.5

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

    /// Goes up the first stage without a measure: the server gives short ranges only, so that one
    /// lane would ask more than fetch.
    ///
    /// - Returns: Whether `count` has changed.
    package mutating func skip() -> Bool {
        guard note == nil, before == nil, count == 1, most > 1 else { return false }
        count = min(Tuner.step, most)
        began = nil
        return true
    }

    /// Begins to measure if enough lanes are served: to be called when an answer comes, so that the
    /// bytes that come with it count.
    ///
    /// One of four may be refused by chance; who waits for it loses time.
    ///
    /// - Parameters:
    ///   - serving: How many lanes are served now.
    ///   - earlier: Bytes of the next sample that have arrived before this moment.
    ///   - now: The time.
    package mutating func answered(serving: Int, earlier: Int64, at now: Instant) {
        guard note == nil, began == nil, serving * 4 >= count * 3 else { return }
        restart(at: now)
        bytes = -earlier
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
        guard let began else {
            answered(serving: serving, earlier: 0, at: now)
            return false
        }
        guard note == nil else { return false }
        self.bytes += bytes
        served += Double(serving) * (now - last)
        last = now
        let seconds = now - began
        guard let onset else {
            guard seconds >= Tuner.onsetSeconds, self.bytes > 0 else { return false }
            let bytes = self.bytes
            restart(at: now)
            self.onset = bytes
            return false
        }
        // A server that sends nothing after it has a long breath: it counts after all.
        if self.bytes == 0, seconds >= Tuner.longBreath { self.bytes = onset }
        guard seconds >= Tuner.glance, self.bytes > 0, served > 0 else { return false }
        // Of lanes that are between two answers, or were refused, the others tell.
        let rate = Double(self.bytes) / served * Double(count)
        if let before, rate < before * Tuner.clearGain {
            guard seconds >= Tuner.window else { return false }
            if rate < before * Tuner.gain {
                // More lanes are not slower: what was measured before was a burst, and says nothing.
                guard rate < before * Tuner.burst else {
                    guard seconds >= Tuner.longWindow else { return false }
                    note = "\(count): more did not help"
                    return false
                }
            }
        }
        return judge(rate, missing: missing, at: now)
    }

    /// Goes up a stage if that is possible and worth it.
    private mutating func judge(_ rate: Double, missing: Int64, at now: Instant) -> Bool {
        guard Double(missing) / rate > Tuner.worth else {
            restart(at: now)
            return false
        }
        guard count < most else {
            note = "\(count): the most for one host"
            return false
        }
        before = rate
        began = nil
        onset = nil
        count = min(count * Tuner.step, most)
        return true
    }

    private mutating func restart(at now: Instant) {
        began = now
        last = now
        bytes = 0
        served = 0
    }
}
