/// A setting's value before validation.
///
/// The configuration file has types; the environment and the command line have only text.
enum SettingValue: Equatable, Sendable, Codable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case list([SettingValue])
    case table([String: SettingValue])

    /// The value for messages, in the notation of the configuration file.
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
