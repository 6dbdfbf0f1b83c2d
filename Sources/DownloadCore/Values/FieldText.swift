/// The character classes of header fields (RFC 9110 section 5.6), for single bytes.
///
/// The extensions in this file parse untrusted bytes: any input yields a value or `nil`.
extension UInt8 {
    /// Whether the byte is a space or a tab, the characters of `OWS` (RFC 9110 section 5.6.3).
    package var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Whether the byte is a digit from `0` to `9`.
    package var isDigit: Bool { 0x30...0x39 ~= self }

    /// Whether the byte is an ASCII letter.
    package var isLetter: Bool { 0x41...0x5A ~= self || 0x61...0x7A ~= self }

    /// Whether the byte is a `tchar`, allowed in a token (RFC 9110 section 5.6.2).
    package var isTokenByte: Bool {
        if isLetter || isDigit { return true }
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    /// The byte with `A` to `Z` converted to lower case.
    package var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }

    /// The value of a hexadecimal digit; `nil` for any other byte.
    package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// The value of a string of decimal digits; `nil` if any other byte occurs, the string is
    /// empty, or the value exceeds `Int64.max`.
    package var decimal: Int64? {
        guard !isEmpty else { return nil }
        var value: Int64 = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, over2) = tens.addingReportingOverflow(Int64(byte - 0x30))
            guard !over, !over2 else { return nil }
            value = sum
        }
        return value
    }

    /// The bytes decoded as UTF-8 if valid, else as ISO-8859-1.
    ///
    /// RFC 9110 section 5.5 assigns no meaning to bytes above 127; servers send both encodings.
    package var fieldText: String {
        // Decoding is faster than validating, and cannot fail for ASCII.
        if allSatisfy({ $0 < 0x80 }) { return String(decoding: self, as: UTF8.self) }
        return String(validating: self, as: UTF8.self) ?? latin1Text
    }

    /// The bytes decoded as ISO-8859-1.
    package var latin1Text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: lazy.map { Unicode.Scalar($0) })
        return String(text)
    }
}

extension BidirectionalCollection {
    /// Returns the elements without those at either end that satisfy `isDropped`.
    package func trimmed(while isDropped: (Element) -> Bool) -> SubSequence {
        guard let first = firstIndex(where: { !isDropped($0) }),
            let last = lastIndex(where: { !isDropped($0) })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without leading and trailing spaces and tabs.
    package var trimmed: SubSequence { trimmed(while: \.isBlank) }
}

extension String {
    /// Returns the text, truncated with an ellipsis if it exceeds `limit` bytes of UTF-8.
    package func bounded(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var bytes = utf8.prefix(limit)[...]
        // Do not cut within a character.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes = bytes.dropLast() }
        if let last = bytes.last, last >= 0xC0 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self) + "…"
    }
}

extension StringProtocol {
    /// The text with `A` to `Z` converted to lower case and all else unchanged.
    package var asciiLowercased: String {
        String(decoding: utf8.map(\.lowercased), as: UTF8.self)
    }
}

/// Decodes percent-encoded bytes (RFC 3986 section 2.1).
///
/// A `%` that is not followed by two hexadecimal digits is kept as it is.
package func percentDecoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    decoded(Array(bytes)) { $0 }
}

/// Decodes percent-encoded bytes; `nil` if a `%` is not followed by two hexadecimal digits.
package func strictlyPercentDecoded(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
    var isBroken = false
    let result = decoded(Array(bytes)) {
        isBroken = true
        return $0
    }
    return isBroken ? nil : result
}

private func decoded(_ bytes: [UInt8], onBareSign: (UInt8) -> UInt8) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        if byte != UInt8(ascii: "%") {
            decoded.append(byte)
        } else if index + 2 < bytes.count, let high = bytes[index + 1].hexValue,
            let low = bytes[index + 2].hexValue
        {
            decoded.append(high << 4 | low)
            index += 2
        } else {
            decoded.append(onBareSign(byte))
        }
        index += 1
    }
    return decoded
}
