/// Parses the `Retry-After` field (RFC 9110 section 10.2.3).
package enum RetryAfter {
    /// Returns the requested delay in seconds, which is finite and not negative.
    ///
    /// The delay may be as long as a year; the caller decides how much of it to honor.
    ///
    /// - Parameters:
    ///   - text: A number of seconds, optionally with a fraction, or a date.
    ///   - now: The seconds since 1970, by the server's clock if known.
    /// - Returns: `nil` if `text` is neither.
    package static func seconds(_ text: some StringProtocol, now: Double) -> Double? {
        let bytes = Array(text.utf8).trimmed
        if let first = bytes.first, first.isDigit {
            let parts = bytes.split(
                separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.allSatisfy({ $0.allSatisfy(\.isDigit) }), bytes.count <= 64 else {
                return nil
            }
            guard let whole = parts[0].decimal else { return 1e12 }
            let fraction = parts.count == 2 ? parts[1].prefix(9) : []
            var tenths = 0.0
            for digit in fraction.reversed() { tenths = (tenths + Double(digit - 0x30)) / 10 }
            return min(Double(whole) + tenths, 1e12)
        }
        guard let date = HTTPDate.seconds(text), now.isFinite else { return nil }
        return min(max(0, Double(date) - now), 1e12)
    }
}
