/// Whether a transfer that was to start in the middle of a file sends the file's first bytes.
///
/// FTP servers exist that accept REST with 350 and then start at 0. Nothing in their replies shows it,
/// so what arrives is compared with the first bytes of the file until one differs. Where all of them
/// are the same, the file may repeat its beginning there, but nobody can tell.
package struct RestartCheck: Hashable, Sendable {
    /// What the bytes so far say.
    package enum Verdict: Hashable, Sendable {
        /// They are those of the file's beginning, as far as that is known.
        case open
        /// They are not those of the file's beginning.
        case passed
        /// They are those of the file's beginning, and enough of them.
        case failed
    }

    /// How many bytes that are equal make a verdict.
    package static let most = 64 << 10

    /// How many bytes were compared, all of them equal.
    package private(set) var matched = 0
    /// What the bytes so far say.
    package private(set) var verdict = Verdict.open

    /// Creates a check that has seen nothing.
    package init() {}

    /// Compares the next bytes of the transfer.
    ///
    /// - Parameters:
    ///   - bytes: What has arrived behind the bytes that were compared before.
    ///   - beginning: The first bytes of the file, as many as are known.
    /// - Returns: How many of `bytes` may be taken: all of them once the verdict is `.passed`, else
    ///   as many as could be compared.
    package mutating func compare(
        _ bytes: some Collection<UInt8>, with beginning: [UInt8]
    ) -> Int {
        guard verdict == .open else { return verdict == .passed ? bytes.count : 0 }
        for (byte, first) in zip(bytes, beginning.dropFirst(matched)) {
            guard byte == first else {
                verdict = .passed
                return bytes.count
            }
        }
        let compared = min(bytes.count, max(0, beginning.count - matched))
        matched += compared
        if matched >= RestartCheck.most { verdict = .failed }
        return compared
    }

    /// Ends the check where the transfer ends: what has matched all the way is not believed.
    package mutating func close() {
        if verdict == .open { verdict = .failed }
    }
}
