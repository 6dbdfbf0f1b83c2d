/// Returns `text` as a TOML string, with all characters escaped that TOML or a terminal interprets.
@Sendable func tomlText(_ text: String) -> String {
    quoted(text) { scalar in
        let isShort = scalar.value < 0x10000
        return (isShort ? "\\u" : "\\U") + hexadecimal(scalar.value, digits: isShort ? 4 : 8)
    }
}

/// Returns `text` as a JSON string (RFC 8259), with terminal controls escaped, too.
func jsonText(_ text: String) -> String {
    quoted(text) { scalar in
        String(scalar).utf16.map { "\\u" + hexadecimal(UInt32($0), digits: 4) }.joined()
    }
}

private func quoted(_ text: String, spell: (Unicode.Scalar) -> String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case "\r": quoted += "\\r"
        case "\t": quoted += "\\t"
        default:
            if mustBeEscaped(scalar) {
                quoted += spell(scalar)
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
    }
    return quoted + "\""
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

/// Whether a terminal could interpret the scalar or misplace it.
///
/// These are control characters, text direction marks, and line and paragraph separators.
private func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
}
