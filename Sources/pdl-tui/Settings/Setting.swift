import DownloadCore
import TerminalUI

/// Describes a setting: its names, its purpose, and how it is parsed and formatted.
///
/// The command line, the environment, the configuration file, `pdl-tui config` and the manual page
/// are all derived from these.
struct Setting<Root: Sendable>: Sendable {
    /// The name: `--per-host` on the command line, `PDL_PER_HOST` in the environment.
    var name: String
    /// The path in the configuration file: section (if any) and key.
    var key: [String]
    /// A one-line summary without a full stop.
    var summary: String
    /// The allowed values, phrased to follow "use ".
    var allowed: String
    /// The allowed values, shortened for the help; `nil` if the value's name suffices.
    var choices: String?
    /// The effect of leaving the setting unset, if it has no default value.
    var unset: String?
    /// Whether the value is a secret and must never be shown.
    var isSecret: Bool
    /// Sets the value; returns false if it is invalid.
    var assign: @Sendable (SettingValue, inout Root) -> Bool
    /// Formats the value for the configuration file; `nil` if it is not set.
    var show: @Sendable (Root) -> String?
    /// Formats the part of the value that may be shown: all of it unless it is a secret.
    var revealed: @Sendable (Root) -> String?
    /// Describes the fault of an invalid value if `allowed` does not suffice.
    var problem: @Sendable (SettingValue) -> String?

    init<Value>(
        _ name: String, in section: String? = nil, as key: String? = nil, _ summary: String,
        _ path: any WritableKeyPath<Root, Value> & Sendable, _ kind: SettingKind<Value>,
        secret: Bool = false, unset: String? = nil
    ) {
        self.name = name
        self.key = [section, key ?? name].compactMap(\.self)
        self.summary = summary
        self.allowed = kind.allowed
        self.choices = kind.choices
        self.unset = unset
        self.isSecret = secret
        self.assign = { value, root in
            guard let read = kind.read(value) else { return false }
            root[keyPath: path] = read
            return true
        }
        self.show = { kind.show($0[keyPath: path]) }
        self.revealed = {
            secret ? kind.revealed($0[keyPath: path]) : kind.show($0[keyPath: path])
        }
        self.problem = { value in
            switch value {
            case .text(let text): kind.problem(text)
            case .list(let values):
                values.lazy.compactMap {
                    if case .text(let text) = $0 { kind.problem(text) } else { nil }
                }.first
            default: nil
            }
        }
    }

    /// Returns the message for an invalid value.
    ///
    /// - Parameters:
    ///   - value: The value as given; omitted if secret.
    ///   - place: The option, variable or key that it was given for.
    /// - Returns: One line that names the value, the place and the allowed values.
    func complaint(_ value: SettingValue, for place: String) -> String {
        let written = isSecret ? "" : " \(value.description)"
        let reason = problem(value).map { " (\(Text.visible($0)))" } ?? ""
        return "invalid value\(written) for \(place)\(reason): use \(allowed)"
    }

    /// The name of the environment variable.
    var variable: String {
        "PDL_" + String(name.map { $0 == "-" ? "_" : $0 }).uppercased()
    }

    /// The path in the configuration file, dotted: `limit.rate`.
    var path: String { key.joined(separator: ".") }
}

extension Setting where Root == HostSettings {
    /// The settings of a host, in a section `[host."NAME"]`.
    static let all: [Self] = [
        Setting(
            "connections", "maximum connections to the host", \.connections,
            .someConnections),
        Setting(
            "headers", "request header lines for this host", \.headers, .headers, secret: true),
        Setting("user-agent", "the User-Agent header", \.userAgent, .text("text on one line")),
        Setting("proxy", "proxy URL, \"\" for none", \.proxy, .proxy, secret: true),
        Setting("host-key", "SSH host key to trust", \.hostKey, .hostKey),
        Setting(
            "limit", "speed limit of each download from this host, in bytes per second", \.limit,
            .rate),
    ]
}

extension SettingKind where Value == Int? {
    /// A number of connections; if unset, the common limit applies.
    static var someConnections: Self {
        let count = SettingKind<Int>.count(1...64)
        return Self(
            allowed: count.allowed, choices: count.choices,
            read: { count.read($0).map(Optional.some) }, show: { $0.map { String($0) } })
    }
}

extension SettingKind where Value == [String] {
    /// Request header lines.
    static var headers: Self {
        var kind = lines(
            "header lines such as \"Accept-Language: de\"",
            problem: TransportRule.problem(inHeader:))
        let show = kind.show
        kind.revealed = { show($0.filter(FieldLine.isHarmless)) }
        return kind
    }

    /// A program with its arguments.
    static var program: Self {
        let lines = lines("a program, or a list of a program and its arguments")
        return Self(
            allowed: lines.allowed,
            read: { value in
                if case .text(let text) = value { return text.isEmpty ? [] : lines.read(value) }
                return lines.read(value)
            },
            show: lines.show)
    }
}

extension SettingKind where Value == String? {
    /// The fingerprint of an SSH host key.
    static var hostKey: Self {
        let text = text("SHA256: and 43 letters, as ssh shows it")
        return Self(
            allowed: text.allowed,
            read: { value in
                guard case .some(.some(let given)) = text.read(value),
                    let key = HostKeyFingerprint(given)
                else { return nil }
                return key.text
            },
            show: text.show)
    }

    /// A proxy URL, in normalized form.
    static var proxy: Self {
        let kind = text(
            "an http, https, socks4, socks4a, socks5 or socks5h URL, or \"\" for none",
            problem: TransportRule.problem(inProxy:))
        return Self(
            allowed: kind.allowed,
            read: { value in
                guard case .some(.some(let text)) = kind.read(value) else { return nil }
                return .some((try? ProxyURL(text))?.text ?? "")
            },
            show: kind.show, problem: kind.problem,
            revealed: { text in
                kind.show(text.map { (try? ProxyURL($0))?.redacted ?? "" })
            })
    }
}
