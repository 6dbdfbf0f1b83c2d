/// Detects a transfer that starts at the file's first byte instead of at the requested offset.
///
/// Some FTP servers accept REST with 350 and then start at 0. Nothing in their replies shows it, so
/// the received bytes are compared with the first bytes of the file until one differs. If all of
/// them are equal, the file may repeat its beginning at the offset; the two cases cannot be told
/// apart.
package struct RestartCheck: Hashable, Sendable {
    /// The verdict on the bytes so far.
    package enum Verdict: Hashable, Sendable {
        /// They equal the beginning of the file, as far as it is known.
        case open
        /// They differ from the beginning of the file.
        case passed
        /// They equal the beginning of the file, and there are enough of them.
        case failed
    }

    /// The number of equal bytes that make a verdict.
    package static let most = 64 << 10

    /// The number of bytes compared, all of them equal.
    package private(set) var matched = 0
    /// The verdict on the bytes so far.
    package private(set) var verdict = Verdict.open

    /// Creates a check that has seen no bytes.
    package init() {}

    /// Compares the next bytes of the transfer.
    ///
    /// - Parameters:
    ///   - bytes: The received bytes that follow those compared before.
    ///   - beginning: The known first bytes of the file.
    /// - Returns: The number of `bytes` that may be taken: all of them once the verdict is
    ///   `.passed`, else as many as could be compared.
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

    /// Ends the check with the transfer: bytes that matched to the end are not trusted.
    package mutating func close() {
        if verdict == .open { verdict = .failed }
    }
}
