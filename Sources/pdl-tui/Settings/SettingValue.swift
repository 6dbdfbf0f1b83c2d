/// A value as it comes in, from whichever place: the configuration file has types, the environment
/// and the command line have text only.
enum SettingValue: Equatable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case list([SettingValue])
    case table([String: SettingValue])

    /// How the value reads in a message, as it would be written in the configuration file.
    var description: String {
        switch self {
        case .text(let text): tomlText(text)
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .table: "a section"
        }
    }
}

/// The text between quotation marks, with everything escaped that TOML or a terminal would take for
/// something else.
@Sendable func tomlText(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        default:
            guard mustBeEscaped(scalar) else {
                quoted.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            let width = digits.utf8.count > 4 ? 8 : 4
            quoted += width == 4 ? "\\u" : "\\U"
            quoted += String(repeating: "0", count: width - digits.utf8.count) + digits
        }
    }
    return quoted + "\""
}

/// Whether a terminal could take the scalar for a command, or show it in a misleading place:
/// control characters, marks of text direction, line and paragraph separators.
func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
}
