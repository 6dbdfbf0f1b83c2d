/// What a `Content-Range` field says (RFC 9110 section 14.4), half-open as everything inside.
///
/// Strict for numbers, lenient for form: a number that is wrong could put bytes in a wrong place, an
/// odd space cannot.
package struct ContentRange: Hashable, Sendable {
    /// The bytes that the body is; `nil` for the unsatisfied form `bytes */1234`.
    package var range: ByteRange?
    /// The complete length in bytes; `nil` when the server does not say it (`*`).
    package var total: Int64?

    /// Reads a field's value.
    ///
    /// Read are `bytes 0-499/1234`, `bytes 0-499/*` and `bytes */1234`, and for their form also
    /// `bytes=…`, `bytes:…`, another case, blanks between the parts, no unit and no total.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if it is none of these, if a number is above
    ///   `Int64.max` - 1, if the last byte is before the first, or not below the total.
    package init(_ value: [UInt8]) throws(DownloadError) {
        var scanner = Scanner(bytes: value)
        guard scanner.unit() else { throw Self.error(value, "its unit is not bytes") }
        if scanner.take("*") {
            guard scanner.take("/"), let total = scanner.number(), scanner.isAtEnd else {
                throw Self.error(value, "it is not of the form bytes first-last/total")
            }
            self.range = nil
            self.total = total
            return
        }
        guard let first = scanner.number(), scanner.take("-"), let last = scanner.number() else {
            throw Self.error(value, "it is not of the form bytes first-last/total")
        }
        var total: Int64?
        if scanner.take("/"), !scanner.take("*") {
            total = scanner.number()
            guard total != nil else { throw Self.error(value, "its total is not a number") }
        }
        guard scanner.isAtEnd else { throw Self.error(value, "something follows its end") }
        guard first <= last else { throw Self.error(value, "its last byte is before its first") }
        if let total, last >= total {
            throw Self.error(value, "its last byte is beyond its total")
        }
        self.range = ByteRange(first, last + 1)
        self.total = total
    }

    private static func error(_ value: [UInt8], _ what: String) -> DownloadError {
        DownloadError(
            .badResponse,
            "the server sent a Content-Range that makes no sense, “\(value.prefix(80).fieldText)”: "
                + what)
    }
}

/// Takes the parts of a `Content-Range` off its front, with any blanks before each.
private struct Scanner {
    var bytes: ArraySlice<UInt8>

    init(bytes: [UInt8]) { self.bytes = bytes[...] }

    private mutating func skipBlanks() { bytes = bytes.drop(while: \.isBlank) }

    var isAtEnd: Bool { bytes.allSatisfy(\.isBlank) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard bytes.first == UInt8(ascii: character) else { return false }
        bytes.removeFirst()
        return true
    }

    /// Takes `bytes` and one `=` or `:`; no unit at all is taken for bytes.
    mutating func unit() -> Bool {
        skipBlanks()
        let word = bytes.prefix(while: \.isTokenByte)
        guard let first = word.first, first.isLetter else { return true }
        bytes = bytes.dropFirst(word.prefix(while: \.isLetter).count)
        guard word.prefix(while: \.isLetter).map(\.lowercased) == Array("bytes".utf8) else {
            return false
        }
        if !take("=") { _ = take(":") }
        return true
    }

    /// Takes a number that is small enough for the position after it to be a number too.
    mutating func number() -> Int64? {
        skipBlanks()
        let digits = bytes.prefix(while: \.isDigit)
        bytes = bytes.dropFirst(digits.count)
        guard let value = digits.decimal, value < .max else { return nil }
        return value
    }
}

extension ByteRange {
    /// The range as a `Range` field has it after its unit, both ends included: `0-499`, or `500-` if
    /// `end` is `Int64.max` (RFC 9110 section 14.1.2); `nil` for an empty range, which has no form.
    package var specText: String? {
        guard !isEmpty, start >= 0 else { return nil }
        return end == .max ? "\(start)-" : "\(start)-\(end - 1)"
    }
}
