import DownloadCore
import TerminalUI

/// A kind of value: parses it, and formats it for the configuration file.
struct SettingKind<Value: Sendable>: Sendable {
    /// The allowed values, phrased to follow "use ".
    var allowed: String
    /// The allowed values, shortened for the help; `nil` for free text.
    var choices: String?
    /// Parses a value; `nil` if it is invalid.
    var read: @Sendable (SettingValue) -> Value?
    /// Formats a value for the configuration file; `nil` if it is not set.
    var show: @Sendable (Value) -> String?
    /// Describes the fault of an invalid text if `allowed` does not suffice; never quotes a secret.
    var problem: @Sendable (String) -> String? = { _ in nil }
    /// Formats the part of a secret that may be shown, for the configuration file.
    var revealed: @Sendable (Value) -> String? = { _ in nil }
}

extension SettingKind where Value == Int {
    /// An integer in `range`.
    static func count(_ range: ClosedRange<Int>) -> Self {
        Self(
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            choices: "\(range.lowerBound) to \(range.upperBound)",
            read: { value in
                let number: Int? =
                    switch value {
                    case .integer(let integer): Int(exactly: integer)
                    case .text(let text): Int(text)
                    default: nil
                    }
                return number.flatMap { range.contains($0) ? $0 : nil }
            },
            show: { String($0) })
    }
}

extension SettingKind where Value == Double {
    /// A positive number of seconds.
    static var seconds: Self {
        Self(
            allowed: "seconds, from 0.001 to 86400", choices: "0.001 to 86400",
            read: { value in
                let number: Double? =
                    switch value {
                    case .integer(let integer): Double(integer)
                    case .number(let number): number
                    case .text(let text): Double(text)
                    default: nil
                    }
                return number.flatMap { 0.001...86_400 ~= $0 ? $0 : nil }
            },
            show: { $0 == $0.rounded() ? String(Int($0)) : String($0) })
    }
}

extension SettingKind where Value == Bool {
    /// A Boolean.
    static var flag: Self {
        Self(
            allowed: "true or false",
            read: { value in
                switch value {
                case .flag(let flag): flag
                case .text("true"), .text("1"), .text("yes"), .text("on"): true
                case .text("false"), .text("0"), .text("no"), .text("off"), .text(""): false
                default: nil
                }
            },
            show: { String($0) })
    }
}

extension SettingKind where Value == Bool? {
    /// A Boolean, or `nil` for automatic detection.
    static var flagOrAuto: Self {
        Self(
            allowed: "true, false or \"auto\"",
            read: { value in
                if value == .text("auto") { return .some(nil) }
                return SettingKind<Bool>.flag.read(value).map(Optional.some)
            },
            show: { $0.map { String($0) } ?? "\"auto\"" })
    }
}

extension SettingKind where Value == String? {
    /// A non-empty text on one line.
    static func text(_ allowed: String) -> Self {
        Self(allowed: allowed, read: { line($0).map(Optional.some) }, show: { $0.map(tomlText) })
    }

    /// A text that a rule accepts.
    ///
    /// - Parameters:
    ///   - allowed: The allowed values in words.
    ///   - problem: Returns the fault of a text; `nil` if it is valid.
    /// - Returns: The kind.
    static func text(
        _ allowed: String, problem: @escaping @Sendable (String) -> String?
    ) -> Self {
        Self(
            allowed: allowed,
            read: { value in
                guard case .text(let text) = value, problem(text) == nil else { return nil }
                return .some(text)
            },
            show: { $0.map(tomlText) }, problem: problem)
    }

    /// A path; a leading `~/` is the home directory.
    static var path: Self { text("a path", problem: TransportRule.problem(inPath:)) }
}

extension SettingKind where Value == [String] {
    /// Lines of text: a list or a single text, in the environment one per line.
    static func lines(
        _ allowed: String, problem: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Self {
        Self(
            allowed: allowed,
            read: { value in
                let texts: [String?] =
                    switch value {
                    case .list(let values): values.map(line)
                    case .text(let text):
                        text.split(separator: "\n").map { line(.text(String($0))) }
                    default: [nil]
                    }
                let lines = texts.compactMap(\.self)
                let isAllowed =
                    lines.count == texts.count && lines.allSatisfy { problem($0) == nil }
                return isAllowed ? lines : nil
            },
            show: { $0.isEmpty ? nil : "[" + $0.map(tomlText).joined(separator: ", ") + "]" },
            problem: { text in
                text.split(separator: "\n").lazy.compactMap { problem(String($0)) }.first
            })
    }
}

extension SettingKind where Value == [ExtraColumn]? {
    /// A list of columns, or `nil` for those that fit.
    static var columns: Self {
        let names = ExtraColumn.allCases.map(\.rawValue)
        return Self(
            allowed: "a list of " + names.map(tomlText).joined(separator: ", ") + ", or \"auto\"",
            choices: names.joined(separator: ", ") + ", or auto",
            read: { value in
                if value == .text("auto") { return .some(nil) }
                guard let words = SettingKind<[String]>.lines("").read(value) else { return nil }
                let columns = words.compactMap(ExtraColumn.init(rawValue:))
                return columns.count == words.count ? .some(columns) : nil
            },
            show: { columns in
                columns.map { "[" + $0.map { tomlText($0.rawValue) }.joined(separator: ", ") + "]" }
                    ?? "\"auto\""
            })
    }
}

extension SettingKind where Value == FragmentCount {
    /// A number of connections per download.
    static var fragments: Self {
        let range = FragmentCount.allowed
        return Self(
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound), or \"auto\"",
            choices: "\(range.lowerBound) to \(range.upperBound), or auto",
            read: { value in
                if value == .text("auto") { return .auto }
                return SettingKind<Int>.count(range).read(value).map(FragmentCount.fixed)
            },
            show: { count in
                switch count {
                case .auto: "\"auto\""
                case .fixed(let number): String(number)
                }
            })
    }
}

extension SettingKind where Value == Int64? {
    /// A rate in bytes per second, or no limit.
    static var rate: Self {
        Self(
            allowed: "bytes per second such as \"500K\" or \"2M\", or \"none\"",
            choices: "such as 500K or 2M, or none",
            read: { value in
                switch value {
                case .integer(let number): number < 0 ? nil : .some(number == 0 ? nil : number)
                case .text(let text): readRate(text)
                default: nil
                }
            },
            show: { $0.map(rateText) ?? "\"none\"" })
    }
}

extension SettingKind where Value == Int64 {
    /// A rate in bytes per second.
    static var someRate: Self {
        Self(
            allowed: "bytes per second such as \"100K\" or \"2M\"",
            choices: "such as 100K or 2M",
            read: { SettingKind<Int64?>.rate.read($0).flatMap(\.self) },
            show: rateText)
    }
}

extension SettingKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// A raw value of the enumeration.
    static var word: Self {
        Self(
            allowed: Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "),
            choices: Value.allCases.map(\.rawValue).joined(separator: ", "),
            read: { value in
                guard case .text(let text) = value else { return nil }
                return Value(rawValue: text)
            },
            show: { tomlText($0.rawValue) })
    }
}

/// Returns a non-empty line of text that cannot break out of a header field or a log line.
private func line(_ value: SettingValue) -> String? {
    guard case .text(let text) = value, !text.isEmpty,
        TransportRule.problem(inLine: text) == nil
    else { return nil }
    return text
}

/// Parses a rate or no limit (`.some(nil)`); returns `nil` for anything else.
private func readRate(_ text: String) -> Int64?? {
    do throws(RateText.Problem) {
        return .some(try RateText.bytesPerSecond(text))
    } catch {
        return nil
    }
}

/// Formats a rate for the configuration file.
@Sendable func rateText(_ rate: Int64) -> String { tomlText(RateText.text(rate)) }
