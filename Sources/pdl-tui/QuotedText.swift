/// The text between quotation marks as TOML reads it, with everything escaped that TOML or a terminal
/// would take for something else.
@Sendable func tomlText(_ text: String) -> String {
    quoted(text) { scalar in
        let isShort = scalar.value < 0x10000
        return (isShort ? "\\u" : "\\U") + hexadecimal(scalar.value, digits: isShort ? 4 : 8)
    }
}

/// The text between quotation marks as JSON reads it (RFC 8259), escaped as for a terminal.
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

/// Whether a terminal could take the scalar for a command, or show it in a misleading place:
/// control characters, marks of text direction, line and paragraph separators.
private func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
}
