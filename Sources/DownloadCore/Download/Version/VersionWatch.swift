/// Evaluates responses that contradict the known version of a file.
///
/// One such response proves nothing: servers behind one name may disagree on the entity tag and the
/// date of the same bytes, and one of them may be a stale cache. So a change is believed only when
/// several consecutive responses agree on it. When no two of them agree, their validators prove
/// nothing, and bytes are compared instead.
package struct VersionWatch: Hashable, Sendable {
    /// The conclusion from a response that contradicts the known version.
    package enum Verdict: Hashable, Sendable {
        /// Ask again: another server may answer next.
        case askAgain
        /// The file has changed.
        case changed
        /// Validators prove nothing: compare bytes.
        case compare
    }

    /// A version as a response names it.
    private struct Version: Hashable {
        let length: Int64?
        let validator: Validator
    }

    /// Whether servers with different versions answer by turns, so that one lane fetches the file.
    ///
    /// A single lane keeps asking until a server with the known version answers. Several would
    /// contradict each other, and their connections would be wasted.
    package private(set) var isDisputed = false
    /// Whether bytes are compared because validators prove nothing.
    package private(set) var isComparing = false
    /// The number of consecutive responses that contradicted the known version.
    private var inRow = 0
    /// The distinct versions that they named.
    private var others: [Version] = []
    /// Versions that the file was believed to have before.
    private var former: [Version] = []
    /// Whether a version came back after others had been seen.
    private var hasReturned = false
    /// The number of consecutive comparisons that found different bytes.
    private var mismatches = 0

    /// Creates a watch that has seen no response.
    package init() {}

    /// The maximum number of versions remembered.
    private static let most = 8

    /// Records a response that contradicts the known version.
    ///
    /// - Parameters:
    ///   - offer: Its offer; `nil` when it says only that the file is another.
    ///   - length: The known length in bytes.
    ///   - witnesses: The number of consecutive responses that must agree before a change is
    ///     believed.
    /// - Returns: The verdict.
    package mutating func contradicted(
        by offer: Offer?, length: Int64?, witnesses: Int
    ) -> Verdict {
        inRow += 1
        let version = Version(length: offer?.length, validator: offer?.validator ?? .none)
        if !others.contains(version), others.count < Self.most { others.append(version) }
        if former.contains(version) { hasReturned = true }
        guard inRow >= witnesses else { return .askAgain }
        if others.count == 1 {
            // Where versions alternate, one may be seen many times in a row by chance.
            return hasReturned && inRow < witnesses * 4 ? .askAgain : .changed
        }
        guard inRow >= witnesses * 2 else { return .askAgain }
        guard length != nil, others.allSatisfy({ $0.length == length }) else { return .changed }
        isComparing = true
        return .compare
    }

    /// Records a comparison that found different bytes, and returns the verdict.
    package mutating func mismatched(witnesses: Int) -> Verdict {
        mismatches += 1
        return mismatches < witnesses ? .askAgain : .changed
    }

    /// Records that a lane still gets the known version while others are contradicted.
    package mutating func disputed() { isDisputed = true }

    /// Records a response with the known version.
    package mutating func confirmed() {
        if !others.isEmpty { hasReturned = true }
        inRow = 0
        others = []
    }

    /// Records that bytes were added: earlier mismatches no longer count.
    package mutating func progressed() { mismatches = 0 }

    /// Records that the file is a different one from now on.
    package mutating func changed(from length: Int64?, _ validator: Validator) {
        if former.count < Self.most { former.append(Version(length: length, validator: validator)) }
        isComparing = false
        isDisputed = false
        inRow = 0
        others = []
        mismatches = 0
    }
}
