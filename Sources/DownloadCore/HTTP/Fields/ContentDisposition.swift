/// The name that a server offers in `Content-Disposition` (RFC 6266, RFC 8187).
///
/// The policies, where the RFCs leave a choice or servers break them; the public collection `tc2231`
/// is the yardstick, and its cases are a test:
/// - The type does not matter: `inline`, none, and an unknown one offer their name like `attachment`.
/// - `filename*` is taken before `filename`, in whatever order they come. It needs a character set,
///   UTF-8 or ISO-8859-1; one that is broken (set, quotes, percent signs, bytes that are not of its
///   set) does not count, and `filename` does. In quotes, which RFC 8187 forbids, it is read.
/// - ISO-8859-1 with bytes 80 to 9F hexadecimal, which are control characters there, is a wrong label:
///   such a value is taken for UTF-8 if it is valid UTF-8, and else does not count.
/// - `filename` is UTF-8 if it is valid UTF-8, else Latin-1. Percent signs in it stay (RFC 6266
///   appendix D warns of decoding), and so do encoded words of RFC 2047, which are for mail.
/// - Quoted pairs are resolved, but not in a Windows path (`"C:\new\a.txt"`): there the backslashes are
///   meant.
/// - A value without quotes goes up to the next `;`, with blanks and commas in it; only a comma that
///   begins a second field (`, attachment`, `, filename=`) ends it.
/// - Of several `filename` the first counts. Pieces (`filename*0=`, RFC 2231) are not put together:
///   RFC 6266 left them out.
package enum ContentDisposition {
    /// The longest field value that is looked at, in bytes.
    private static let longest = 16 * 1024

    /// The name that the field's value offers, as text and in no way safe; `nil` without one.
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

    /// The comma at which a second field's value begins, glued on by a proxy or by the server itself.
    private static func secondField(in value: [UInt8]) -> Int? {
        let beginnings = ["attachment", "inline", "filename="].map { Array($0.utf8) }
        return value.indices.first { index in
            guard value[index] == UInt8(ascii: ",") else { return false }
            let after = value[(index + 1)...].drop(while: \.isBlank).prefix(10).map(\.lowercased)
            return beginnings.contains { after.starts(with: $0) }
        }
    }

    /// The text of an extended value, `charset'language'percent-encoded` (RFC 8187 section 3.2).
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
