/// Parses the file name in `Content-Disposition` (RFC 6266, RFC 8187).
///
/// The following policies apply where the RFCs leave a choice or servers violate them. The public
/// collection `tc2231` is the reference, and its cases are tests.
/// - The disposition type is ignored: `inline`, unknown and missing types are treated like
///   `attachment`.
/// - `filename*` takes precedence over `filename`, in any order. Its character set must be UTF-8 or
///   ISO-8859-1. If the set, the quotes, the percent-encoding or the bytes are invalid, `filename`
///   is used instead. A quoted value is accepted, although RFC 8187 forbids it.
/// - ISO-8859-1 with the bytes 80 to 9F, which are control characters there, is a wrong label. Such
///   a value is decoded as UTF-8 if valid, else ignored.
/// - `filename` is decoded as UTF-8 if valid, else as ISO-8859-1. Percent signs are kept, since RFC
///   6266 appendix D warns of decoding them. So are encoded words (RFC 2047), which are for mail.
/// - Quoted pairs are unescaped, but not in a Windows path (`"C:\new\a.txt"`), where backslashes
///   are literal.
/// - A value without quotes extends to the next `;` and may contain whitespace and commas. Only a
///   comma that starts a second field (`, attachment`, `, filename=`) ends it.
/// - The first of several `filename` parameters counts. Continuations (`filename*0=`, RFC 2231) are
///   not joined, since RFC 6266 excludes them.
package enum ContentDisposition {
    /// The maximum length in bytes of a parsed field value.
    private static let longest = 16 * 1024

    /// Returns the file name as text, not yet safe to use; `nil` if there is none.
    package static func fileName(_ value: [UInt8]) -> String? {
        guard value.count <= longest else { return nil }
        var rest = value[...]
        var plain: String?
        var extended: String?
        while let parameter = FieldParameter.take(from: &rest) {
            if parameter.name == "filename*", extended == nil {
                extended = decoded(parameter.value)
            } else if parameter.name == "filename", plain == nil {
                plain = text(of: parameter)
            }
        }
        return extended ?? plain
    }

    private static func text(of parameter: FieldParameter) -> String? {
        var value = parameter.value
        let raw = parameter.raw
        if raw.count > 3, raw[0].isLetter, raw[1] == UInt8(ascii: ":"), raw[2] == backslash,
            raw[3] != backslash
        {
            value = raw
        }
        if parameter.value == raw, let comma = secondField(in: value) {
            value = Array(value[..<comma].trimmed)
        }
        return value.isEmpty ? nil : value.fieldText
    }

    /// Returns the index of the comma before a second field value, appended by a proxy or the
    /// server.
    private static func secondField(in value: [UInt8]) -> Int? {
        let beginnings = ["attachment", "inline", "filename="].map { Array($0.utf8) }
        return value.indices.first { index in
            guard value[index] == UInt8(ascii: ",") else { return false }
            let after = value[(index + 1)...].drop(while: \.isBlank).prefix(10).map(\.lowercased)
            return beginnings.contains { after.starts(with: $0) }
        }
    }

    /// Decodes an extended value, `charset'language'percent-encoded` (RFC 8187 section 3.2).
    private static func decoded(_ value: [UInt8]) -> String? {
        let parts = value.split(
            separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = strictlyPercentDecoded(parts[2]), !bytes.isEmpty else {
            return nil
        }
        switch parts[0].fieldText.asciiLowercased {
        case "utf-8", "utf8":
            return String(validating: bytes, as: UTF8.self)
        case "iso-8859-1", "latin1", "us-ascii":
            guard bytes.contains(where: { 0x80...0x9F ~= $0 }) else { return bytes.latin1Text }
            return String(validating: bytes, as: UTF8.self)
        default: return nil
        }
    }

    private static let backslash = UInt8(ascii: "\\")
}
