/// How long a server asks to be left alone: `Retry-After` (RFC 9110 section 10.2.3).
package enum RetryAfter {
    /// The waiting time in seconds that `text` asks for, never negative and always finite.
    ///
    /// It is not capped: a server may say a year, and whoever waits decides how much of that to do.
    ///
    /// - Parameters:
    ///   - text: a number of seconds (a fraction is read too), or a date.
    ///   - now: the present in seconds since 1970, on the clock of the server if that is known.
    /// - Returns: seconds to wait; `nil` when `text` is neither.
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
