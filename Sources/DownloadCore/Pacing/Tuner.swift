/// Finds the number of lanes that helps, multiplying it by four as long as the total speed rises
/// noticeably.
///
/// Above `modest` lanes it is stricter, out of regard for the server: it doubles the number only
/// while the server has refused nothing and each added lane brings most of what the lanes before it
/// bring, as on lines that lose packets and on servers that limit each connection.
///
/// A stage begins when most of its lanes are served. A clear result is acted on at once, so that a
/// server that limits each connection soon gets the maximum number of lanes. An unclear one is
/// measured for longer, so that a server that one lane can saturate keeps one or a few.
package struct Tuner: Hashable, Sendable {
    /// The target number of lanes.
    package private(set) var count: Int
    /// The reason why the number is not higher; `nil` while it is still being measured.
    package private(set) var note: String?
    /// The maximum number of lanes by configuration.
    private let most: Int
    /// The speed of the previous stage, in bytes per second.
    private var before: Double?
    private var began: Instant?
    private var last = Instant(seconds: 0)
    private var bytes: Int64 = 0
    /// The bytes of the initial burst of this stage, excluded from its speed; `nil` during the
    /// burst.
    private var onset: Int64?
    /// Whether the server has refused a request.
    private var isRefused = false
    /// The number of lanes of the previous stage.
    private var counted = 1
    /// The rate of the last window of a stage that is judged strictly, and the number of windows.
    private var lastRate: Double?
    private var windows = 0
    /// The sum of the times that lanes were served in this stage, in seconds.
    private var served = 0.0

    /// The ratio of lanes from one stage to the next, up to `modest`.
    private static let step = 4
    /// The number of lanes up to which a noticeable speedup justifies another stage.
    private static let modest = 16
    /// The part of an earlier lane's rate that each added lane must bring, from `modest` on.
    private static let share = 0.6
    /// The change between two windows up to which a rate is steady.
    private static let steady = 0.2
    /// The number of windows after which a rate that is never steady is accepted.
    private static let mostWindows = 8
    /// The length of the initial burst in seconds; many servers send some data at once and then at
    /// their own pace.
    private static let onsetSeconds = 0.01
    /// The silence after the initial burst, in seconds, after which the burst counts.
    private static let longBreath = 0.05
    /// The time in seconds after which a clear result is accepted.
    private static let glance = 0.02
    /// The time in seconds after which a likely result is accepted.
    private static let window = 0.2
    /// The time in seconds after which "more did not help" is accepted; some servers send in
    /// bursts.
    private static let longWindow = 0.5
    /// The ratio to the previous stage's speed below which that stage was a burst.
    private static let burst = 0.7
    /// The remaining time of a download, in seconds, up to which more connections are not
    /// worthwhile.
    private static let worth = 0.7
    /// The speedup that justifies another stage.
    private static let gain = 1.4
    /// The speedup that counts as clear.
    private static let clearGain = 2.5

    /// Creates a tuner.
    ///
    /// - Parameters:
    ///   - first: The initial number of lanes, for example the number that helped the last time.
    ///   - most: The maximum number of lanes by configuration.
    package init(first: Int = 1, most: Int) {
        self.most = max(1, most)
        self.count = min(max(1, first), self.most)
    }

    /// Creates a tuner that uses the result of an earlier run without measuring.
    ///
    /// - Parameters:
    ///   - count: The number of lanes that helped then.
    ///   - most: The maximum number of lanes by configuration.
    package init(remembered count: Int, most: Int) {
        self.init(first: count, most: most)
        note = "\(self.count): as many as helped last time"
    }

    /// Skips the first stage, for a server that returns only short ranges.
    ///
    /// A single lane would spend more time on requests than on data there.
    ///
    /// - Returns: Whether `count` changed.
    package mutating func skip() -> Bool {
        guard note == nil, before == nil, count == 1, most > 1 else { return false }
        count = min(Tuner.step, most)
        began = nil
        return true
    }

    /// Records that the server refused a request: there will be no more than `modest` lanes.
    package mutating func refused() { isRefused = true }

    /// Starts measuring the stage if enough lanes are served.
    ///
    /// Call it when a response arrives, so that the bytes right after it count. Three quarters of
    /// the lanes are enough: one of four may be refused at random, and waiting for it wastes time.
    ///
    /// - Parameters:
    ///   - serving: The number of lanes being served.
    ///   - earlier: The bytes of the next sample that arrived before this moment.
    ///   - now: The current time.
    package mutating func answered(serving: Int, earlier: Int64, at now: Instant) {
        guard note == nil, began == nil, serving * 4 >= count * 3 else { return }
        restart(at: now)
        bytes = -earlier
    }

    /// Adds a sample; expects several a second.
    ///
    /// - Parameters:
    ///   - bytes: The bytes received since the last sample.
    ///   - serving: The number of lanes being served.
    ///   - missing: The bytes still missing.
    ///   - now: The current time.
    /// - Returns: Whether `count` changed.
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
        // Nothing followed the initial burst: the server sends in bursts, so this one counts.
        if self.bytes == 0, seconds >= Tuner.longBreath { self.bytes = onset }
        guard seconds >= Tuner.glance, self.bytes > 0, served > 0 else { return false }
        // Lanes between two responses, or refused ones, are assumed to be as fast as the others.
        let rate = Double(self.bytes) / served * Double(count)
        if isStrict {
            guard seconds >= Tuner.window else { return false }
            return judgeStrictly(rate, missing: missing, at: now)
        }
        if let before, rate < before * Tuner.clearGain {
            guard seconds >= Tuner.window else { return false }
            if rate < before * Tuner.gain {
                // More lanes cannot be slower: the previous measurement was a burst and is ignored.
                guard rate < before * Tuner.burst else {
                    guard seconds >= Tuner.longWindow else { return false }
                    note = "\(count): more did not help"
                    return false
                }
            }
        }
        return judge(rate, missing: missing, at: now)
    }

    /// Advances to the next stage if the maximum and the remaining time allow it.
    private mutating func judge(_ rate: Double, missing: Int64, at now: Instant) -> Bool {
        guard Double(missing) / rate > Tuner.worth else {
            restart(at: now)
            return false
        }
        guard count < most else {
            note = "\(count): per-host limit"
            return false
        }
        advance(to: count * Tuner.step, rate)
        return true
    }

    /// Judges a stage of `modest` lanes or more, once its rate is steady.
    ///
    /// New connections are slow at first, so the rates of two successive windows must agree. A
    /// stage that does not bring its share is undone.
    private mutating func judgeStrictly(
        _ rate: Double, missing: Int64, at now: Instant
    ) -> Bool {
        let change = abs(rate - (lastRate ?? 0)) / rate
        restart(at: now)
        windows += 1
        guard lastRate != nil, change < Tuner.steady || windows >= Tuner.mostWindows else {
            lastRate = rate
            return false
        }
        let added = Double(count) / Double(counted) - 1
        if isRefused || rate < (before ?? 0) * (1 + Tuner.share * added) {
            if count > Tuner.modest { count = counted }
            note = "\(count): " + (isRefused ? "the server refused more" : "more did not help")
            return true
        }
        guard count < most else {
            note = "\(count): per-host limit"
            return false
        }
        guard Double(missing) / rate > Tuner.worth else { return false }
        advance(to: count * 2, rate)
        return true
    }

    /// Starts the next stage after one with this rate.
    private mutating func advance(to next: Int, _ rate: Double) {
        before = rate
        began = nil
        onset = nil
        lastRate = nil
        windows = 0
        counted = count
        count = min(next, count < Tuner.modest ? min(most, Tuner.modest) : most)
    }

    /// Whether the stage has `modest` lanes or more and more are allowed, so that it is judged
    /// strictly.
    private var isStrict: Bool { count >= Tuner.modest && most > Tuner.modest }

    private mutating func restart(at now: Instant) {
        began = now
        last = now
        bytes = 0
        served = 0
    }
}
