import DownloadCore
import TerminalUI
import Testing

@testable import pdl_tui

/// The effective settings for a configuration file, an environment and options.
private func effective(
    file: String? = nil, environment: [String: String] = [:],
    options: [(String, SettingValue)] = []
) throws -> EffectiveSettings {
    var effective = EffectiveSettings()
    if let file { try effective.apply(try SettingsFile(text: file, path: "config.toml")) }
    try effective.apply(environment: environment)
    for (name, value) in options { try effective.apply(option: name, value) }
    return effective
}

/// The error for the text of a configuration file.
private func complaint(_ text: String) -> String {
    do {
        _ = try effective(file: text)
        return "accepted"
    } catch {
        return (error as? SettingError)?.message ?? "\(error)"
    }
}

struct SettingsTests {
    @Test func `the command line overrides the environment, which overrides the file`() throws {
        let file = "active = 1\nretries = 1\nper-host = 1\n"
        let environment = ["PDL_RETRIES": "2", "PDL_PER_HOST": "2"]
        let all = try effective(
            file: file, environment: environment, options: [("per-host", .text("3"))])
        #expect(all.settings.active == 1)
        #expect(all.settings.retries == 2)
        #expect(all.settings.perHost == 3)
        #expect(all.origin(of: "active") == .file(path: "config.toml", line: 1))
        #expect(all.origin(of: "retries") == .environment("PDL_RETRIES"))
        #expect(all.origin(of: "per-host") == .commandLine("--per-host"))
        #expect(all.origin(of: "timeout") == .builtIn)
    }

    @Test func `every section of a file is read`() throws {
        let settings = try effective(
            file: """
                fragments = 8
                on-exists = "skip"
                [limit]
                rate = "2M"
                slow = 1000
                [[limit.schedule]]
                from = "08:00"
                to = 18:00:00
                rate = "500K"
                [request]
                headers = ["Accept-Language: de", "X-A: 1"]
                proxy = ""
                ip = "ipv6"
                [screen]
                ascii = true
                theme = "dark"
                [keys]
                pause = ["p", "Space"]
                quit = "q"
                [folders]
                videos = "~/Videos"
                ".tar.gz" = "/backup"
                [host."Example.org"]
                connections = 2
                limit = "1M"
                """
        ).settings
        #expect(settings.fragments == .fixed(8))
        #expect(settings.onExists == .skip)
        #expect(settings.limit == 2 << 20)
        #expect(settings.slowLimit == 1000)
        #expect(settings.schedule == [ScheduledLimit(from: 480, to: 1080, rate: 500 << 10)])
        #expect(settings.transport.headers == ["Accept-Language: de", "X-A: 1"])
        #expect(settings.transport.proxy == "")
        #expect(settings.transport.addressFamily == .ipv6)
        #expect(settings.ascii == true)
        #expect(settings.theme == "dark")
        #expect(settings.keys == ["pause": ["p", "Space"], "quit": ["q"]])
        #expect(settings.folders == ["videos": "~/Videos", ".tar.gz": "/backup"])
        #expect(settings.hosts["example.org"]?.connections == 2)
        #expect(settings.hosts["example.org"]?.limit == 1 << 20)
    }

    @Test func `an error in a file names file, line, key and the allowed values`() {
        #expect(
            complaint("\n\nfragments = 65")
                == "config.toml:3: invalid value 65 for fragments:"
                + " use a whole number from 1 to 64, or \"auto\"")
        #expect(complaint("active = 3\nfragmets = 8").hasPrefix("config.toml:2: unknown key"))
        #expect(
            complaint("[screen]\n# a comment\ncolour = true")
                == "config.toml:3: unknown key \"colour\":"
                + " use theme, columns, ascii, mouse, title, bell, notify")
        #expect(
            complaint("limit = \"2M\"") == "config.toml:1: \"limit\" is a section: write [limit]")
        #expect(complaint("[host.a]\nconections = 1").hasPrefix("config.toml:2: unknown key"))
        #expect(complaint("[folders]\nmovies = \"/\"").hasPrefix("config.toml:2: unknown key"))
        #expect(complaint("active = \"many\"").contains("use a whole number from 1 to 1000"))
        #expect(complaint("active = ").hasPrefix("config.toml:1: "))
        #expect(complaint("[[limit.schedule]]\nfrom = \"25:00\"").hasPrefix("config.toml:1: each"))
    }

    @Test func `a theme that does not exist is an error wherever it is named`() throws {
        var effective = EffectiveSettings()
        let file = "[theme.sea]\nbase = \"dark\"\n"
        try effective.apply(SettingsFile(bytes: Array(file.utf8), path: "config.toml"))
        for name in ["sea", "nord", "none"] {
            try effective.apply(option: "theme", .text(name))
            try effective.apply(environment: ["PDL_THEME": name])
            #expect(effective.settings.theme == name)
        }
        func complaint(_ apply: (inout EffectiveSettings) throws -> Void) -> String {
            #expect(throws: SettingError.self) { try apply(&effective) }?.message ?? ""
        }
        #expect(
            complaint { try $0.apply(option: "theme", .text("see")) }
                .hasPrefix("invalid value \"see\" for --theme: use auto, none, "))
        #expect(
            complaint { try $0.apply(environment: ["PDL_THEME": "see"]) }
                .hasPrefix("invalid value \"see\" for PDL_THEME in the environment: use auto"))
    }

    @Test func `keys and themes are checked against those of the interface`() throws {
        let settings = try effective(
            file: """
                screen.theme = "sea"
                [keys]
                retry = ["r", "F5"]
                [theme.sea]
                base = "light"
                """
        ).settings
        #expect(settings.keymap.keys(for: .retry).count == 2)
        #expect(settings.themes["sea"]?.name == "sea")
        #expect(complaint("[keys]\npuase = \"p\"").hasPrefix("config.toml:2: unknown action"))
        #expect(complaint("[keys]\nretry = \"Hyper-x\"").hasPrefix("config.toml:2: retry: "))
        #expect(complaint("[keys]\n\nretry = \"d\"").hasPrefix("config.toml:3: "))
        #expect(
            complaint("[screen]\ntheme = \"sea\"").hasPrefix(
                "config.toml:2: invalid value \"sea\" for theme"))
        #expect(complaint("[theme.a]\nsky = \"#000000\"").hasPrefix("config.toml:2: "))
        #expect(complaint("[theme.dark]").hasPrefix("config.toml:1: "))
    }

    @Test func `no message and no output contains a secret`() throws {
        let shown = try effective(file: "[request]\nuser = \"me:hunter2\"")
            .text(configuration: nil)
        #expect(!shown.contains("hunter2"))
        #expect(shown.contains("# user is set (not shown)"))
        #expect(!complaint("[request]\nbearer = [\"hunter2\"]").contains("hunter2"))
    }

    @Test func `config prints no headers, proxy passwords or tokens`() throws {
        let shown = try effective(
            file: """
                [request]
                headers = ["X-Key: hunter2", "Accept-Language: de", "Cookie: a=hunter2"]
                proxy = "http://me:hunter2@h:1"
                bearer = "hunter2"
                [host.h]
                headers = ["Authorization: Bearer hunter2"]
                proxy = "me:hunter2@h:2"
                """
        ).text(configuration: nil)
        #expect(!shown.contains("hunter2"))
        #expect(shown.contains("headers = [\"Accept-Language: de\"]"))
        #expect(shown.contains("proxy = \"http://h:1\"") && shown.contains("in part (not shown)"))
        #expect(shown.contains("# headers is set (not shown)"))
        // It can be read back, without the hidden values.
        let again = try effective(file: shown).settings
        #expect(again.transport.headers == ["Accept-Language: de"])
        #expect(again.transport.bearer == nil)
    }

    @Test(arguments: [
        ("proxy", "sock5://127.0.0.1:9"), ("proxy", "http://u:hunter2@h:x"), ("proxy", "none"),
        ("user", "nocolon"), ("user", "me:hunter2\n"), ("bearer", "a b"), ("bearer", "a\nX: 1"),
        ("header", "X"), ("header", "Range: bytes=0-1"), ("header", "Authorization hunter2"),
        ("cookies", "~bob/c"), ("directory", "$HOME/d"), ("cacert", ""), ("host-key", "SHA256:x"),
        ("ip", "ipv5"), ("http", "http3"), ("ftp-tls", "maybe"), ("limit", "fast"),
        ("connect-timeout", "0.0001"), ("timeout", "nan"), ("timeout", "1e9"), ("active", "0"),
        ("per-host", "65"), ("fragments", "0"), ("retries", "-1"), ("on-exists", "ask"),
        ("metalink", "no"), ("file-time", "utc"), ("netrc", "perhaps"), ("insecure", "2"),
        ("user-agent", "a\r\nX: 1"), ("referer", "a\u{0}"), ("interface", "eth0\n"),
    ])
    func `unusable values are refused from every source, secrets not quoted`(
        _ name: String, _ value: String
    ) throws {
        let setting = try #require(Setting<Settings>.named(name))
        let line = "\(setting.key.last ?? name) = \(tomlText(value))"
        let file = setting.key.count > 1 ? "[\(setting.key[0])]\n\(line)" : line
        var sources: [(String, () throws -> EffectiveSettings)] = [
            (setting.variable, { try effective(environment: [setting.variable: value]) }),
            ("--\(name)", { try effective(options: [(name, .text(value))]) }),
            ("config.toml:", { try effective(file: file) }),
        ]
        if ["proxy", "user-agent", "host-key"].contains(name) {
            sources.append(("config.toml:2", { try effective(file: "[host.h]\n\(line)") }))
        }
        for (place, apply) in sources {
            #expect {
                _ = try apply()
            } throws: { error in
                let message = (error as? SettingError)?.message ?? ""
                return message.contains(place) && message.contains("invalid value")
                    && !message.contains("hunter2")
            }
        }
    }

    @Test(arguments: [
        " http://h:1", "\thttp://h:1 ", "h:1", "HTTP://H:1/", "http://h:1",
    ])
    func `a proxy is normalised`(_ text: String) throws {
        for settings in [
            try effective(environment: ["PDL_PROXY": text]).settings,
            try effective(options: [("proxy", .text(text))]).settings,
            try effective(file: "request.proxy = \(tomlText(text))").settings,
        ] {
            #expect(settings.transport.proxy == "http://h:1")
        }
        let host = try effective(file: "[host.x]\nproxy = \(tomlText(text))").settings.hosts["x"]
        #expect(host?.proxy == "http://h:1")
    }

    @Test(arguments: [
        "*.example.org", "https://example.org", "example.org:8080", "example.org/path", "a b",
        "me@example.org", "", "a..b", ".",
    ])
    func `a section that does not name a host is refused`(_ name: String) {
        #expect(
            complaint("[host.\(tomlText(name))]\nconnections = 1").hasPrefix("config.toml:1: "))
    }

    @Test func `two sections for the same host are an error`() {
        #expect(complaint("[host.\"A.b\"]\n[host.\"a.B\"]").contains("duplicate section for"))
        #expect(
            complaint("[folders]\n\".ISO\" = \"/a\"\n\".iso\" = \"/b\"")
                .contains("duplicate folder for"))
    }

    @Test func `a message from a hostile file cannot reach the terminal raw`() {
        let message = complaint("\"a\\u001b[2J\" = 1")
        #expect(!message.unicodeScalars.contains("\u{1B}"))
        #expect(message.contains("a\\x1B[2J"))
    }

    @Test func `an invalid variable is named`() {
        #expect(throws: SettingError.self) { try effective(environment: ["PDL_LIMIT": "fast"]) }
        #expect(throws: SettingError.self) { try effective(environment: ["PDL_NETRC": "perhaps"]) }
    }

    @Test func `header lines of the command line are added to those of the file`() throws {
        let settings = try effective(
            file: "[request]\nheaders = [\"A: 1\"]", options: [("header", .list([.text("B: 2")]))]
        ).settings
        #expect(settings.transport.headers == ["A: 1", "B: 2"])
        #expect(throws: SettingError.self) {
            try effective(options: [("header", .list([.text("A: 1\r\nB: 2")]))])
        }
    }

    @Test func `the output of config is read back as the same settings`() throws {
        let file = """
            fragments = 3
            directory = "/tmp/a \\"b\\" \\u202e"
            [limit]
            rate = "1536K"
            [[limit.schedule]]
            from = "22:00"
            to = "06:00"
            rate = "none"
            [keys]
            pause = ["p", "Space"]
            [folders]
            ".iso" = "~/Images"
            [host."www.example.org"]
            headers = ["Accept-Language: de"]
            proxy = "socks5h://h:1"
            """
        let first = try effective(file: file)
        let second = try effective(file: first.text(configuration: "/etc/x"))
        #expect(second.settings == first.settings)
    }

    @Test func `names, variables and keys are never used twice`() {
        let all = Setting<Settings>.all
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.path)).count == all.count)
        #expect(Setting<Settings>.named("per-host")?.variable == "PDL_PER_HOST")
    }
}

struct SampleTests {
    /// The sample configuration, unchanged and with its settings uncommented.
    private func sample() throws -> (text: String, full: String) {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try fileText("/\(root)/Resources/config.sample.toml", limit: 1 << 16)
        let full = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
        }
        return (text, full.joined(separator: "\n"))
    }

    @Test func `the sample file changes nothing`() throws {
        #expect(try effective(file: try sample().text).settings == Settings())
    }

    @Test func `the sample file shows every setting with its default`() throws {
        // A file has one form of login.
        let logins = ["user", "user-file", "bearer", "bearer-file"]
        let lines = try sample().full.split(separator: "\n", omittingEmptySubsequences: false)
        func settings(with login: String) throws -> EffectiveSettings {
            let kept = lines.filter { line in
                !logins.contains { $0 != login && line.hasPrefix("\($0) = ") }
            }
            var all = EffectiveSettings()
            let text = kept.joined(separator: "\n")
            try all.apply(try SettingsFile(text: text, path: "sample"))
            return all
        }
        for login in logins {
            #expect(try settings(with: login).origin(of: "request.\(login)") != .builtIn)
        }
        let all = try settings(with: "user")
        for setting in Setting<Settings>.all {
            let isOther = logins.contains(setting.name) && setting.name != "user"
            #expect(isOther || all.origin(of: setting.path) != .builtIn, "\(setting.path)")
            guard let builtIn = setting.show(Settings()) else { continue }
            #expect(setting.show(all.settings) == builtIn, "\(setting.path)")
        }
        #expect(all.settings.schedule.count == 1)
        #expect(all.settings.folders.count == 2)
        #expect(all.settings.hosts["downloads.example.org"]?.connections == 4)
    }
}

struct ScheduleTests {
    @Test func `an entry across midnight applies before and after it`() {
        let night = ScheduledLimit(from: 22 * 60, to: 6 * 60, rate: nil)
        #expect(night.holds(at: 23 * 60))
        #expect(night.holds(at: 0))
        #expect(!night.holds(at: 6 * 60))
        #expect(!night.holds(at: 12 * 60))
    }

    @Test func `the first matching entry decides, else the limit without hours`() {
        var settings = Settings()
        settings.limit = 5
        settings.schedule = [
            ScheduledLimit(from: 60, to: 120, rate: nil), ScheduledLimit(from: 0, to: 240, rate: 7),
        ]
        #expect(settings.limit(at: 90) == nil)
        #expect(settings.limit(at: 30) == 7)
        #expect(settings.limit(at: 300) == 5)
    }

    @Test(arguments: ["8:00", "24:00", "12:60", "-1:00", "12", "12:00:00:00", "12:00:01", "ab:cd"])
    func `an invalid time of day is refused`(_ text: String) {
        #expect(ScheduledLimit.minute(text) == nil)
    }
}
