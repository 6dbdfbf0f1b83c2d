import DownloadCore
import Testing

@testable import pdl_tui

/// The login is one setting in several forms, of which the one of highest precedence is used.
struct LoginTests {
    private func effective(
        _ file: String, _ environment: [String: String] = [:],
        _ options: [(name: String, value: SettingValue)] = []
    ) throws -> EffectiveSettings {
        var effective = EffectiveSettings()
        let text = file.isEmpty ? "" : "[request]\n" + file
        try effective.apply(try SettingsFile(text: text, path: "/c.toml"))
        try effective.apply(environment: environment)
        try effective.apply(options: options)
        return effective
    }

    /// The forms of login that are left, with the lines of every origin in the order of sending.
    private func logins(_ effective: EffectiveSettings) -> [String] {
        let settings = effective.resolved
        let transport = settings.transport
        return [
            transport.credentials, settings.userFile, transport.bearer, settings.bearerFile,
        ].compactMap(\.self)
            + (transport.headers + settings.common.headers).filter(FieldLine.isLogin)
    }

    private static let file = [
        "user = \"f:f\"", "user-file = \"f\"", "bearer = \"f\"", "bearer-file = \"f\"",
        "headers = [\"Accept-Language: de\", \"authorization: f\"]",
    ]
    private static let variables = [
        ("PDL_USER", "e:e"), ("PDL_USER_FILE", "e"), ("PDL_BEARER", "e"), ("PDL_BEARER_FILE", "e"),
        ("PDL_HEADER", "X-E: 1\nAuthorization: e"),
    ]
    private static let options: [(name: String, value: SettingValue)] = [
        ("user", .text("c:c")), ("user-file", .text("c")), ("bearer", .text("c")),
        ("bearer-file", .text("c")),
        ("header", .list([.text("X-C: 1"), .text("AUTHORIZATION: c")])),
    ]

    @Test func `the environment replaces any login of the file`() throws {
        for line in Self.file {
            for (name, value) in Self.variables {
                let left = logins(try effective(line, [name: value]))
                #expect(left.count == 1 && left[0].hasSuffix("e"), "\(line) \(name): \(left)")
            }
        }
    }

    @Test func `the command line replaces any login of the file and the environment`() throws {
        for option in Self.options {
            for line in Self.file {
                let left = logins(try effective(line, [:], [option]))
                #expect(left.count == 1 && left[0].hasSuffix("c"), "\(line) \(option): \(left)")
                for (name, value) in Self.variables {
                    let left = logins(try effective(line, [name: value], [option]))
                    #expect(left.count == 1 && left[0].hasSuffix("c"), "\(name) \(option): \(left)")
                }
            }
        }
    }

    @Test func `other header lines are kept`() throws {
        // Those of the file stay below the sections of hosts.
        let alone = try effective(Self.file[4]).resolved
        #expect(alone.common.headers.count == 2 && alone.transport.headers.isEmpty)
        let settings = try effective(Self.file[4], [:], [Self.options[0]]).resolved
        #expect(settings.common.headers == ["Accept-Language: de"])
        let both = try effective("", ["PDL_HEADER": "X-E: 1\nAuthorization: e"], [Self.options[4]])
        #expect(both.resolved.transport.headers == ["X-E: 1", "X-C: 1", "AUTHORIZATION: c"])
        #expect(both.loginOrigin == .commandLine("--header"))
    }

    @Test func `netrc replaces logins of lower precedence only`() throws {
        let netrc: (name: String, value: SettingValue) = ("netrc", .flag(true))
        for line in Self.file {
            #expect(logins(try effective(line, [:], [netrc])).isEmpty, "\(line)")
            #expect(logins(try effective(line, ["PDL_NETRC": "1"])).isEmpty, "\(line)")
            #expect(logins(try effective(line, ["PDL_NETRC": "0"])).count == 1, "\(line)")
            #expect(logins(try effective(line + "\nnetrc = true")).count == 1, "\(line)")
        }
        for option in Self.options {
            let both = try effective("netrc = true", [:], [netrc, option])
            #expect(logins(both).count == 1 && both.settings.transport.usesNetrc)
        }
    }

    private func complaint(
        _ file: String = "", _ environment: [String: String] = [:],
        _ options: [(name: String, value: SettingValue)] = []
    ) -> String {
        do {
            return "accepted: \(logins(try effective(file, environment, options)))"
        } catch {
            return (error as? SettingError)?.message ?? "\(error)"
        }
    }

    @Test func `two logins of the same origin are an error that names both`() {
        for (index, option) in Self.options.enumerated() {
            for other in Self.options[(index + 1)...] {
                let text = complaint("", [:], [option, other])
                #expect(text.contains("cannot be combined"), "\(text)")
                #expect(text.contains("--\(option.name)") && text.contains("--\(other.name)"))
            }
        }
        for (index, variable) in Self.variables.enumerated() {
            for other in Self.variables[(index + 1)...] {
                let text = complaint("", [variable.0: variable.1, other.0: other.1])
                #expect(text.contains("cannot be combined"), "\(text)")
                #expect(text.contains(variable.0) && text.contains(other.0), "\(text)")
            }
        }
        for (index, line) in Self.file.enumerated() {
            for other in Self.file[(index + 1)...] {
                for text in [complaint("\(line)\n\(other)"), complaint("\(other)\n\(line)")] {
                    #expect(text.hasPrefix("/c.toml:3: request."), "\(text)")
                    #expect(text.contains("cannot be combined"), "\(text)")
                }
            }
        }
        let twice: SettingValue = .list([.text("Authorization: a"), .text("authorization: b")])
        #expect(
            complaint("", [:], [("header", twice)]) == "--header: Authorization is given twice")
    }

    @Test func `a login of this run replaces that of a host's section`() throws {
        let section = "[host.h]\nheaders = [\"Authorization: h\", \"X-H: 1\"]"
        func headers(
            _ environment: [String: String], _ options: [(name: String, value: SettingValue)]
        ) throws -> [String]? {
            try effective("bearer = \"f\"\n" + section, environment, options)
                .resolved.hosts["h"]?.headers
        }
        #expect(try headers([:], []) == ["Authorization: h", "X-H: 1"])
        for option in Self.options { #expect(try headers([:], [option]) == ["X-H: 1"]) }
        for (name, value) in Self.variables {
            #expect(try headers([name: value], []) == ["X-H: 1"])
        }
        #expect(try headers([:], [("netrc", .flag(true))]) == ["X-H: 1"])
    }

    private func request(
        _ url: String, _ origin: SettingOrigin, _ change: (inout TransportOptions) -> Void
    ) throws -> TransportOptions {
        var settings = Settings()
        change(&settings.transport)
        let builder = RequestBuilder(
            settings: settings, directory: "/d", currentDirectory: "/d", directoryIsGiven: false,
            loginOrigin: origin)
        return try builder.request(InputLine(url: url)).transport
    }

    private static let forms: [@Sendable (inout TransportOptions) -> Void] = [
        { $0.credentials = "a:b" }, { $0.bearer = "t" }, { $0.headers = ["Authorization: x"] },
    ]

    @Test func `the login of a URL beats the environment and the file`() throws {
        for origin in [SettingOrigin.file(path: "/c", line: 1), .environment("PDL_USER")] {
            for form in Self.forms {
                #expect(try !request("http://u:p@h/", origin, form).hasLogin)
                #expect(try request("http://h/", origin, form).hasLogin)
            }
            // The settings have the password of the URL's user.
            #expect(try request("sftp://a@h/x", origin, Self.forms[0]).credentials == "a:b")
            #expect(try request("sftp://b@h/x", origin, Self.forms[0]).credentials == nil)
        }
    }

    @Test func `the login of a URL and that of the command line cannot be combined`() throws {
        for form in Self.forms {
            let error = #expect(throws: SettingError.self) {
                try request("http://u:sEcRet@h/?k=sEcRet", .commandLine("--user"), form)
            }
            #expect(error?.message.contains("--user and the user name in the URL") == true)
            #expect(error?.message.contains("sEcRet") == false)
        }
        _ = try request("sftp://a@h/x", .commandLine("--user"), Self.forms[0])
        _ = try request("ftp://u:p@h/x", .commandLine("--bearer"), Self.forms[1])
    }

    @Test func `the own login of a request replaces that of its template`() {
        var template = TransportOptions()
        template.bearer = "t"
        var own = template
        own.credentials = "a:b"
        RequestLogin.replace(template, in: &own, for: "http://h/")
        #expect(own.credentials == "a:b" && own.bearer == nil)
        own = template
        own.headers = ["Authorization: x"]
        RequestLogin.replace(template, in: &own, for: "http://h/")
        #expect(own.bearer == nil && own.headers == ["Authorization: x"])
        own = template
        RequestLogin.replace(template, in: &own, for: "http://u:p@h/")
        #expect(!own.hasLogin)
        own = template
        RequestLogin.replace(template, in: &own, for: "http://h/")
        #expect(own == template)
    }
}
