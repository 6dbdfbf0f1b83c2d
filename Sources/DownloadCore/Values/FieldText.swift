/// The letters that header fields are made of (RFC 9110 section 5.6), told apart byte by byte.
///
/// Everything in here takes bytes from outside: whatever they are, the answer is a value or `nil`.
extension UInt8 {
    /// Whether it is a space or a tab: `OWS` of RFC 9110 section 5.6.3.
    package var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Whether it is `0` to `9`.
    package var isDigit: Bool { 0x30...0x39 ~= self }

    /// Whether it is an ASCII letter.
    package var isLetter: Bool { 0x41...0x5A ~= self || 0x61...0x7A ~= self }

    /// Whether it may stand in a token: `tchar` of RFC 9110 section 5.6.2.
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

    /// The letter in lower case; every other byte as it is.
    package var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }

    /// The value of a hexadecimal digit.
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
    /// The number that decimal digits and nothing else spell; `nil` as well when it is above
    /// `Int64.max`.
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

    /// The text that the bytes are: UTF-8 when they are valid UTF-8, else Latin-1.
    ///
    /// RFC 9110 section 5.5 leaves bytes above 127 without a meaning; servers send both.
    package var fieldText: String {
        if let text = String(validating: self, as: UTF8.self) { return text }
        return latin1Text
    }

    /// The text that the bytes are in ISO-8859-1.
    package var latin1Text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: lazy.map { Unicode.Scalar($0) })
        return String(text)
    }
}

extension BidirectionalCollection {
    /// The elements without those at either end that fulfil a condition.
    package func trimmed(while isDropped: (Element) -> Bool) -> SubSequence {
        guard let first = firstIndex(where: { !isDropped($0) }),
            let last = lastIndex(where: { !isDropped($0) })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without blanks at either end.
    package var trimmed: SubSequence { trimmed(while: \.isBlank) }
}

extension String {
    /// The text, or as much of its front as `limit` bytes hold, with an ellipsis.
    package func bounded(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var bytes = utf8.prefix(limit)[...]
        // Not between the bytes of one character.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes = bytes.dropLast() }
        if let last = bytes.last, last >= 0xC0 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self) + "…"
    }
}

extension StringProtocol {
    /// The text with `A` to `Z` in lower case and everything else as it is.
    package var asciiLowercased: String {
        String(decoding: utf8.map(\.lowercased), as: UTF8.self)
    }
}

/// The bytes that percent-encoded `bytes` stand for (RFC 3986 section 2.1).
///
/// A `%` without two hexadecimal digits stands for itself.
package func percentDecoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    decoded(Array(bytes)) { $0 }
}

/// Like `percentDecoded`, but `nil` when a `%` is without two hexadecimal digits.
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
