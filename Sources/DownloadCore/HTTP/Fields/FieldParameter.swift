/// A `name=value` parameter of a field value (RFC 9110 section 5.6.6).
package struct FieldParameter: Hashable, Sendable {
    /// The name in lower case.
    package var name: String
    /// The value without quotes and with quoted pairs unescaped.
    package var value: [UInt8]
    /// The text between the quotes, unchanged; the same as `value` if it is not quoted.
    package var raw: [UInt8]

    /// Removes the next parameter from the front of `bytes`, including the `;` after it.
    ///
    /// Tolerates common server errors: empty parameters, words without `=`, whitespace around `=`,
    /// non-token characters in an unquoted value, a missing closing quote, and text between a
    /// closing quote and the next `;`.
    ///
    /// - Parameters:
    ///   - bytes: The remainder of the list.
    ///   - stops: Bytes that end the list when outside quotes; they are not removed.
    /// - Returns: The parameter, or `nil` at the end of the list.
    package static func take(
        from bytes: inout ArraySlice<UInt8>, stops: [UInt8] = []
    ) -> FieldParameter? {
        while let byte = bytes.first, !stops.contains(byte) {
            if byte.isBlank || byte == separator {
                bytes.removeFirst()
                continue
            }
            let name = word(&bytes) { $0 == equals || $0 == separator || stops.contains($0) }
            guard bytes.first == equals else { continue }
            bytes.removeFirst()
            while let blank = bytes.first, blank.isBlank { bytes.removeFirst() }
            let key = String(decoding: name.map(\.lowercased), as: UTF8.self)
            if bytes.first == quote {
                let (value, raw) = quoted(&bytes)
                _ = word(&bytes) { $0 == separator || stops.contains($0) }
                return FieldParameter(name: key, value: value, raw: raw)
            }
            var value: [UInt8] = []
            while let next = bytes.first, next != separator, !stops.contains(next) {
                value.append(next)
                bytes.removeFirst()
            }
            value = Array(value.trimmed)
            return FieldParameter(name: key, value: value, raw: value)
        }
        return nil
    }

    private static let separator = UInt8(ascii: ";")
    private static let equals = UInt8(ascii: "=")
    private static let quote = UInt8(ascii: "\"")

    /// Removes bytes up to one that satisfies `isEnd`, ignoring those within quotes.
    private static func word(
        _ bytes: inout ArraySlice<UInt8>, until isEnd: (UInt8) -> Bool
    ) -> ArraySlice<UInt8> {
        let start = bytes
        while let byte = bytes.first, !isEnd(byte) {
            if byte == quote { _ = quoted(&bytes) } else { bytes.removeFirst() }
        }
        return start[start.startIndex..<bytes.startIndex].trimmed
    }

    /// Removes a quoted string (RFC 9110 section 5.6.4); the first byte is its opening quote.
    private static func quoted(_ bytes: inout ArraySlice<UInt8>) -> (value: [UInt8], raw: [UInt8]) {
        bytes.removeFirst()
        var value: [UInt8] = []
        var raw: [UInt8] = []
        while let byte = bytes.popFirst(), byte != quote {
            raw.append(byte)
            if byte == UInt8(ascii: "\\"), let escaped = bytes.popFirst() {
                raw.append(escaped)
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return (value, raw)
    }
}
