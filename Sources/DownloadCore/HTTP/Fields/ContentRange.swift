/// The value of a `Content-Range` field (RFC 9110 section 14.4), as a half-open range.
///
/// The parser is strict about numbers and lenient about syntax: a wrong number could place bytes at
/// a wrong offset, an extra space cannot.
package struct ContentRange: Hashable, Sendable {
    /// The range in the body; `nil` for the unsatisfied form `bytes */1234`.
    package var range: ByteRange?
    /// The complete length in bytes; `nil` if the server sends `*`.
    package var total: Int64?

    /// Parses a field value.
    ///
    /// The forms are `bytes 0-499/1234`, `bytes 0-499/*` and `bytes */1234`. Also accepted are
    /// `bytes=…`, `bytes:…`, upper case, extra whitespace, and a missing unit or total.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if the value has another form, a number
    ///   exceeds `Int64.max` - 1, or the last position is less than the first or not less than the
    ///   total.
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
            "the server sent an invalid Content-Range, “\(value.prefix(80).fieldText)”: "
                + what)
    }
}

/// Parses a `Content-Range` from front to back, skipping whitespace before each part.
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

    /// Consumes `bytes` and an optional `=` or `:`; a missing unit counts as `bytes`.
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

    /// Consumes a number, small enough that the next offset fits in `Int64`.
    mutating func number() -> Int64? {
        skipBlanks()
        let digits = bytes.prefix(while: \.isDigit)
        bytes = bytes.dropFirst(digits.count)
        guard let value = digits.decimal, value < .max else { return nil }
        return value
    }
}

extension ByteRange {
    /// The range in the syntax of a `Range` field (RFC 9110 section 14.1.2), with both ends
    /// included: `0-499`, or `500-` if `end` is `Int64.max`; `nil` if the range is empty.
    package var specText: String? {
        guard !isEmpty, start >= 0 else { return nil }
        return end == .max ? "\(start)-" : "\(start)-\(end - 1)"
    }
}
