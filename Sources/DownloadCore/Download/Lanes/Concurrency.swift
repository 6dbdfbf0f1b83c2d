/// How many lanes are wanted, and how that number is found.
package struct Concurrency: Hashable, Sendable {
    /// So many answers of a server that gives short ranges only are fetched over several lanes.
    private static let manyRanges: Int64 = 8
    /// The bytes for which a remembered lane is opened.
    private static let leastPerLane: Int64 = 1 << 20

    /// The lanes that may be open at the same time, as asked for or as `auto` found.
    package private(set) var target: Int
    /// Finds out how many lanes help; `nil` when the user has set a number.
    package private(set) var tuner: Tuner?
    /// How many lanes there may be while the server asks for patience with more.
    var servedLimit = ServedLimit()
    /// The seconds that the quickest answer took, its connection included.
    private(set) var quickestAnswer: Double?

    /// Begins with as many lanes as are asked for; with one, to find out how many help.
    package init(_ count: FragmentCount, most: Int) {
        switch count {
        case .fixed(let count): target = count
        case .auto:
            target = 1
            tuner = Tuner(most: most)
        }
    }

    /// Takes another number while `open` lanes are open.
    package mutating func set(_ count: FragmentCount, open: Int, most: Int) {
        switch count {
        case .fixed(let count):
            tuner = nil
            target = min(max(count, 1), FragmentCount.allowed.upperBound)
        case .auto:
            let tuner = Tuner(first: open, most: most)
            self.tuner = tuner
            target = tuner.count
        }
    }

    /// Begins with as many lanes as helped the last time.
    package mutating func remember(_ count: Int, most: Int) {
        let tuner = Tuner(remembered: count, most: most)
        self.tuner = tuner
        target = tuner.count
    }

    /// Wants no fewer lanes than this.
    package mutating func raise(to count: Int) { target = max(target, count) }

    /// Whether it is still being found out how many lanes help.
    package var isTuning: Bool { tuner.map { $0.note == nil } ?? false }

    /// How many lanes have been found to help; `nil` when that was not measured.
    package var found: Int? { tuner?.note == nil ? nil : tuner?.count }

    /// Fewer lanes for a file so short that what was remembered would cut it to shreds.
    package mutating func fitRemembered(to length: Int64) {
        guard let tuner, tuner.note != nil else { return }
        target = Int(min(Int64(tuner.count), max(1, length / Concurrency.leastPerLane)))
    }

    /// Takes in how long an answer took.
    ///
    /// - Parameters:
    ///   - seconds: The time from the opening of its lane.
    ///   - ranges: How many answers the file comes to, where the server gives short ranges only.
    ///   - serving: How many lanes are served now.
    ///   - earlier: The bytes of all lanes since the last sample.
    ///   - now: The time.
    package mutating func answered(
        after seconds: Double, ranges: Int64?, serving: Int, earlier: Int64, at now: Instant
    ) {
        quickestAnswer = min(quickestAnswer ?? seconds, seconds)
        if let ranges, ranges >= Concurrency.manyRanges, tuner?.skip() == true {
            target = tuner?.count ?? target
        }
        tuner?.answered(serving: serving, earlier: earlier, at: now)
    }

    /// Takes in a sample of all lanes' bytes, and says whether more lanes are wanted now.
    package mutating func sample(
        bytes: Int64, serving: Int, missing: Int64, at now: Instant
    ) -> Bool {
        guard
            tuner?.sample(bytes: bytes, serving: serving, missing: missing, at: now) == true
        else { return false }
        target = tuner?.count ?? target
        return true
    }

    /// The seconds that a fragment must still take for its split to be worth a request.
    package var splitWorth: Double { min(max(0.1, 4 * (quickestAnswer ?? 0.05)), 0.2) }
}
