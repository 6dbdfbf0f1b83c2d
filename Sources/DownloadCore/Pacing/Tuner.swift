/// Finds the number of lanes that helps, multiplying it by four as long as the total speed rises
/// noticeably.
///
/// Above `modest` lanes it is stricter, out of regard for the server: it doubles the number only
/// while the server has refused nothing and each added lane brings most of what the lanes before it
/// bring, as on lines that lose packets and on servers that limit each connection. Where a try is
/// expensive, because the server is far away, one of these must be the likely limit.
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
    /// The rates of this stage.
    private var trend = StageTrend()
    /// The beginning and the bytes of the current window of a stage that is not judged strictly.
    private var windowBegan = Instant(seconds: 0)
    private var windowBytes: Int64 = 0
    /// Whether this stage was begun because packets are lost.
    private var isForLoss = false
    /// The time of the quickest response in seconds, connection included.
    private var quickestAnswer = 0.0
    /// The sum of the times that lanes were served in this stage, in seconds.
    private var served = 0.0

    /// The ratio of lanes from one stage to the next, up to `modest`.
    private static let step = 4
    /// The number of lanes up to which a noticeable speedup justifies another stage.
    private static let modest = 16
    /// The part of the lanes that must be served: one of four may be refused at random, and waiting
    /// for it wastes time.
    private static let quorum = 0.75
    /// The part of the lanes that must be served all the time in a stage that is judged strictly.
    private static let attendance = 0.9
    /// The part of an earlier lane's rate that each added lane must bring, from `modest` on.
    private static let share = 0.6
    /// The times of a response, in seconds, from which a server is not in the same network, and
    /// from which it is far away.
    private static let outside = 0.005
    private static let far = 0.05
    /// The length of the windows of a stage that is not judged strictly, in seconds.
    private static let shortWindow = 0.1
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

    /// Records the time of the quickest response in seconds, connection included.
    package mutating func noteAnswer(quickest seconds: Double) { quickestAnswer = seconds }

    /// Starts measuring the stage if enough lanes are served.
    ///
    /// Call it when a response arrives, so that the bytes right after it count.
    ///
    /// - Parameters:
    ///   - serving: The number of lanes being served.
    ///   - earlier: The bytes of the next sample that arrived before this moment.
    ///   - now: The current time.
    package mutating func answered(serving: Int, earlier: Int64, at now: Instant) {
        guard note == nil, began == nil, Double(serving) >= Double(count) * Tuner.quorum
        else { return }
        restart(at: now)
        bytes = -earlier
    }

    /// Adds a sample; expects several a second.
    ///
    /// - Parameters:
    ///   - bytes: The bytes received since the last sample.
    ///   - serving: The number of lanes being served.
    ///   - areEven: Whether the lanes are equally fast.
    ///   - missing: The bytes still missing.
    ///   - now: The current time.
    /// - Returns: Whether `count` changed.
    package mutating func sample(
        bytes: Int64, serving: Int, areEven: @autoclosure () -> Bool = true, missing: Int64,
        at now: Instant
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
        noteWindow(bytes, at: now)
        // Nothing followed the initial burst: the server sends in bursts, so this one counts.
        if self.bytes == 0, seconds >= Tuner.longBreath { self.bytes = onset }
        guard seconds >= Tuner.glance, self.bytes > 0, served > 0 else { return false }
        // Lanes between two responses, or refused ones, are assumed to be as fast as the others.
        let rate = Double(self.bytes) / served * Double(count)
        if isStrict {
            // Bytes of distant servers arrive in bursts, one for each round trip.
            guard seconds >= max(Tuner.window, quickestAnswer) else { return false }
            // The total of a few lanes, while others are between two responses, says nothing.
            guard isRefused || served >= Double(count) * seconds * Tuner.attendance else {
                restart(at: now)
                return false
            }
            return judgeStrictly(rate, areEven: areEven(), missing: missing, at: now)
        }
        if let before, rate < before * Tuner.clearGain {
            guard seconds >= Tuner.window else { return false }
            if rate < before * Tuner.gain {
                // More lanes cannot be slower: the previous measurement was a burst and is ignored.
                // Neither does it count if packets are lost: it was made before that had an effect.
                let isLossy = distance > .local && trend.hasFallen
                guard rate < before * Tuner.burst || isLossy else {
                    guard seconds >= Tuner.longWindow else { return false }
                    note = "\(count): more did not help"
                    return false
                }
            }
        }
        return judge(rate, missing: missing, at: now)
    }

    /// Adds bytes to the trend of a stage that is not judged strictly.
    private mutating func noteWindow(_ bytes: Int64, at now: Instant) {
        guard !isStrict else { return }
        windowBytes += bytes
        guard now - windowBegan >= Tuner.shortWindow else { return }
        trend.add(Double(windowBytes) / (now - windowBegan))
        windowBytes = 0
        windowBegan = now
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

    /// Judges a stage of `modest` lanes or more, once it is clear what limits its rate.
    ///
    /// A stage that does not bring its share is undone. If packets are lost, that only prevents
    /// another one: the rate before it was still falling.
    private mutating func judgeStrictly(
        _ rate: Double, areEven: Bool, missing: Int64, at now: Instant
    ) -> Bool {
        restart(at: now)
        trend.add(rate)
        guard let limit = trend.limit(at: distance, areEven: areEven) else { return false }
        let before = before ?? 0
        let added = Double(count) / Double(counted) - 1
        let isLossy = limit == .loss
        let reached = isLossy ? trend.peak : rate
        let hasHelped =
            reached
            >= before * (isLossy && count == Tuner.modest ? Tuner.gain : 1 + Tuner.share * added)
        if isRefused || !hasHelped || limit == .line {
            let isWorse = isForLoss ? reached < before : !hasHelped
            if count > Tuner.modest, isRefused || isWorse { count = counted }
            let reason =
                isRefused
                ? "the server refused more"
                : hasHelped ? "the line is full" : "more did not help"
            note = "\(count): \(reason)"
            return true
        }
        guard count < most else {
            note = "\(count): per-host limit"
            return false
        }
        guard Double(missing) / rate > Tuner.worth else { return false }
        isForLoss = isLossy
        advance(to: count * 2, rate)
        return true
    }

    /// Starts the next stage after one with this rate.
    private mutating func advance(to next: Int, _ rate: Double) {
        before = rate
        began = nil
        onset = nil
        trend = StageTrend()
        counted = count
        count = min(next, count < Tuner.modest ? min(most, Tuner.modest) : most)
    }

    private var distance: StageTrend.Distance {
        quickestAnswer < Tuner.outside ? .local : quickestAnswer < Tuner.far ? .near : .far
    }

    /// Whether the stage has `modest` lanes or more and more are allowed, so that it is judged
    /// strictly.
    private var isStrict: Bool { count >= Tuner.modest && most > Tuner.modest }

    private mutating func restart(at now: Instant) {
        began = now
        last = now
        bytes = 0
        served = 0
        windowBegan = now
        windowBytes = 0
    }
}
