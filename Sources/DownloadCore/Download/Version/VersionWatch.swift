/// What the responses that contradict the known version of a file add up to.
///
/// One such response proves nothing: servers behind one name may disagree on the entity tag and the
/// date of the same bytes, and one of them may be a cache that lags behind. So a change is believed
/// only when several responses in a row agree on it; and when no two of them agree, their validators
/// tell nothing, and bytes are compared in their place.
package struct VersionWatch: Hashable, Sendable {
    /// What follows from a response that contradicts the known version.
    package enum Verdict: Hashable, Sendable {
        /// Ask again: the next may be the answer of another server.
        case askAgain
        /// The file has changed.
        case changed
        /// Validators tell nothing: compare bytes.
        case compare
    }

    /// A version as a response has named it.
    private struct Version: Hashable {
        let length: Int64?
        let validator: Validator
    }

    /// Whether bytes are compared because validators tell nothing.
    package private(set) var isComparing = false
    /// Responses in a row that contradicted the known version.
    private var inRow = 0
    /// What they named, without repetitions.
    private var others: [Version] = []
    /// Versions that the file was once believed to have, and has no more.
    private var former: [Version] = []
    /// Whether a version came back after others had been seen.
    private var hasReturned = false
    /// Comparisons in a row that have found other bytes.
    private var mismatches = 0

    /// Knows nothing yet.
    package init() {}

    /// The most versions that are remembered.
    private static let most = 8

    /// Takes in a response that contradicts the known version.
    ///
    /// - Parameters:
    ///   - offer: what it promises; `nil` when it says only that the file is another.
    ///   - length: the known length in bytes.
    ///   - witnesses: how many responses in a row must agree before a change is believed.
    /// - Returns: what follows.
    package mutating func contradicted(
        by offer: Offer?, length: Int64?, witnesses: Int
    ) -> Verdict {
        inRow += 1
        let version = Version(length: offer?.length, validator: offer?.validator ?? .none)
        if !others.contains(version), others.count < Self.most { others.append(version) }
        if former.contains(version) { hasReturned = true }
        guard inRow >= witnesses else { return .askAgain }
        if others.count == 1 {
            // Where versions come and go, the same one may by chance be seen many times in a row.
            return hasReturned && inRow < witnesses * 4 ? .askAgain : .changed
        }
        guard inRow >= witnesses * 2 else { return .askAgain }
        guard length != nil, others.allSatisfy({ $0.length == length }) else { return .changed }
        isComparing = true
        return .compare
    }

    /// Takes in that bytes are not those that are there, and says what follows.
    package mutating func mismatched(witnesses: Int) -> Verdict {
        mismatches += 1
        return mismatches < witnesses ? .askAgain : .changed
    }

    /// Takes in that a response is of the known version.
    package mutating func confirmed() {
        if !others.isEmpty { hasReturned = true }
        inRow = 0
        others = []
    }

    /// Takes in that bytes have been added to those that are there: no comparison stood against it.
    package mutating func progressed() { mismatches = 0 }

    /// Takes in that the file is another one from now on.
    package mutating func changed(from length: Int64?, _ validator: Validator) {
        if former.count < Self.most { former.append(Version(length: length, validator: validator)) }
        isComparing = false
        inRow = 0
        others = []
        mismatches = 0
    }
}
