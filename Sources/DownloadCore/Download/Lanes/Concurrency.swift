/// The number of lanes that a download wants, and how it is determined.
package struct Concurrency: Hashable, Sendable {
    /// The number of short ranges in a file from which several lanes fetch them.
    private static let manyRanges: Int64 = 8
    /// The number of bytes per remembered lane.
    private static let leastPerLane: Int64 = 1 << 20

    /// The maximum number of open lanes, as requested or as found by `auto`.
    package private(set) var target: Int
    /// Measures how many lanes help; `nil` when the user has set a number.
    package private(set) var tuner: Tuner?
    /// The limit on lanes while the server defers further ones by `Retry-After`.
    var servedLimit = ServedLimit()
    /// The time of the quickest response in seconds, connection included.
    private(set) var quickestAnswer: Double?

    /// Starts with the requested number of lanes, or with one for `auto`.
    package init(_ count: FragmentCount, most: Int) {
        switch count {
        case .fixed(let count): target = count
        case .auto:
            target = 1
            tuner = Tuner(most: most)
        }
    }

    /// Applies another number while `open` lanes are open.
    package mutating func set(_ count: FragmentCount, open: Int, most: Int) {
        switch count {
        case .fixed(let count):
            tuner = nil
            target = min(max(count, 1), FragmentCount.allowed.upperBound)
        case .auto:
            var tuner = Tuner(first: open, most: most)
            if let quickestAnswer { tuner.noteAnswer(quickest: quickestAnswer) }
            self.tuner = tuner
            target = tuner.count
        }
    }

    /// Starts with the number of lanes that helped last time.
    package mutating func remember(_ count: Int, most: Int) {
        let tuner = Tuner(remembered: count, most: most)
        self.tuner = tuner
        target = tuner.count
    }

    /// Returns the seconds between two samples of the lanes' speeds, during and after tuning.
    package static func samplePace(isTuning: Bool) -> Double { isTuning ? 0.005 : 0.1 }

    /// Raises the target to at least this number.
    package mutating func raise(to count: Int) { target = max(target, count) }

    /// Whether the number of lanes is still being measured.
    package var isTuning: Bool { tuner.map { $0.note == nil } ?? false }

    /// The measured number of lanes that helps; `nil` when it was not measured.
    package var found: Int? { tuner?.note == nil ? nil : tuner?.count }

    /// Lowers the remembered number of lanes for a file too short for it.
    package mutating func fitRemembered(to length: Int64) {
        guard let tuner, tuner.note != nil else { return }
        target = Int(min(Int64(tuner.count), max(1, length / Concurrency.leastPerLane)))
    }

    /// Records the time of a response.
    ///
    /// - Parameters:
    ///   - seconds: The time since its lane was opened.
    ///   - ranges: The number of responses for the file, if the server limits their length.
    ///   - serving: The number of lanes that are served now.
    ///   - earlier: The bytes of all lanes since the last sample.
    ///   - now: The time.
    package mutating func answered(
        after seconds: Double, ranges: Int64?, serving: Int, earlier: Int64, at now: Instant
    ) {
        let quickest = min(quickestAnswer ?? seconds, seconds)
        quickestAnswer = quickest
        tuner?.noteAnswer(quickest: quickest)
        if let ranges, ranges >= Concurrency.manyRanges, tuner?.skip() == true {
            target = tuner?.count ?? target
        }
        tuner?.answered(serving: serving, earlier: earlier, at: now)
    }

    /// Records that the server refused a request.
    package mutating func refused() { tuner?.refused() }

    /// Records a sample of all lanes' bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of all lanes since the last sample.
    ///   - lanes: The lanes.
    ///   - missing: The bytes still missing.
    ///   - now: The time.
    /// - Returns: Whether the number of wanted lanes has changed.
    package mutating func sample(
        bytes: Int64, of lanes: LaneTable, missing: Int64, at now: Instant
    ) -> Bool {
        let serving = lanes.serving
        guard
            tuner?.sample(
                bytes: bytes, serving: serving, areEven: lanes.areEven, missing: missing, at: now)
                == true
        else { return false }
        target = tuner?.count ?? target
        return true
    }

    /// The remaining seconds from which a fragment is worth splitting.
    package var splitWorth: Double { min(max(0.1, 4 * (quickestAnswer ?? 0.05)), 0.2) }
}
