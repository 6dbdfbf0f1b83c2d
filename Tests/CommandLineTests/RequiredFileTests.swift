import DownloadCore
import Foundation
import Testing

@testable import pdl_tui

struct RequiredFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "pdl-\(UUID().uuidString)"
        for name in ["dir", "quoted"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        let files = [
            "cookies.txt": ".h\tTRUE\t/\tFALSE\t0\tname\tvalue\n", "cookies.json": "[{}]",
            "some.pem": "-----BEGIN CERTIFICATE-----\n", "some.der": "0\u{82}",
            ".netrc": "\u{FEFF}machine h login a password b\n", "script": "#!/bin/sh\n",
            "dir/.netrc": "m\0a\0c\0h\0i\0n\0e\0",
            "quoted/.netrc": "machine h\n  login \"a password b\n",
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        }
        mkfifo(folder + "/pipe", 0o600)
    }

    private func check(
        _ name: String, _ value: SettingValue, home: String? = nil, base: String? = "/"
    ) -> String {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var effective = EffectiveSettings()
        do {
            try effective.apply(option: name, value)
            let files = RequiredFiles(effective: effective, home: home, base: base)
            try files.checkPlaces([], needsBase: false)
            try files.checkFiles()
            return "taken"
        } catch {
            return error.message
        }
    }

    @Test(arguments: [
        ("cookies", "cookies.txt", "taken"), ("cookies", "cookies.json", "JSON"),
        ("cookies", "missing", "No such file"), ("cookies", "dir", "Is a directory"),
        ("cookies", "pipe", "not a regular file"), ("cookies", "script", "no cookies"),
        ("cacert", "some.pem", "taken"), ("cacert", "some.der", "PEM"),
        ("cert", "dir", "directory"),
        ("cert", "missing", "No such file"), ("key", "missing", "No such file"),
        ("key", "some.pem", "taken"), ("cacert", "script/x", "Not a directory"),
        ("on-complete", "missing", "no such program"), ("on-fail", "script", "not executable"),
    ])
    func `a file that a setting names is checked before anything starts`(
        _ name: String, _ file: String, _ words: String
    ) throws {
        let setting = try #require(
            Setting<Settings>.named(name) ?? Setting<Settings>.all.first { $0.name == name })
        let message = check(setting.name, .text("\(folder)/\(file)"))
        #expect(message.contains(words), "\(message)")
        #expect(words == "taken" || message.hasPrefix("--\(name): "), "\(message)")
    }

    @Test(arguments: [
        ("", "taken"), ("/dir", "not a text file"), ("/none", "No such file"),
        ("/quoted", ".netrc: line 2 has a quotation mark"), (nil, "HOME is not set"),
    ])
    func `netrc is read from the home folder`(_ home: String?, _ words: String) {
        let message = check("netrc", .flag(true), home: home.map { folder + $0 })
        #expect(message.contains(words), "\(message)")
    }

    @Test func `without a current or home folder, a path that needs it is an error`() {
        #expect(check("directory", .text("x"), base: nil).contains("no longer exists"))
        #expect(check("directory", .text("/x"), base: nil) == "taken")
        #expect(check("directory", .text("~/x"), home: nil).contains("HOME is not set"))
        #expect(check("on-complete", .text("sh")) == "taken")
    }
}

struct EnvironmentProxyTests {
    private static let byte = [0xE9] as [UInt8]

    @Test(arguments: [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "ftp_proxy", "all_proxy", "ALL_PROXY",
        "no_proxy", "NO_PROXY",
    ])
    func `a variable that is not UTF-8 is refused without quoting it`(_ name: String) {
        let value = Array("http://u:sEcRet".utf8) + Self.byte + Array("@127.0.0.1:9".utf8)
        #expect(
            RequiredFiles.problem(inProxies: { $0 == name ? value : nil })
                == "\(name) in the environment is not valid UTF-8")
    }

    @Test func `valid and unused variables are accepted, and others are not`() {
        func problem(_ variables: [String: [UInt8]]) -> String? {
            RequiredFiles.problem(inProxies: { variables[$0] })
        }
        let proxy = Array("http://u:p%E9@127.0.0.1:9".utf8)
        #expect(problem([:]) == nil)
        #expect(problem(["http_proxy": proxy, "no_proxy": Array("bücher.example".utf8)]) == nil)
        // Another variable comes before it, or no program reads it.
        #expect(problem(["https_proxy": proxy, "HTTPS_PROXY": Self.byte]) == nil)
        #expect(problem(["HTTP_PROXY": Self.byte]) == nil)
        let invalid = problem(["ftp_proxy": Array("http://u:a%0Db@h:1".utf8)])
        #expect(invalid?.hasPrefix("ftp_proxy in the environment: invalid proxy URL") == true)
    }
}

struct NetrcFileTests {
    private static let long = String(repeating: "p", count: 5000)

    @Test(arguments: [
        "", "\n", "machine h login a password b", "machine h\nlogin a\r\npassword b\r\n",
        "machine h login \"a b\" password \"c\\\"d\\\\\"", "machine h login a\"b password \\\"",
        "machine h login \"\" password b", "# \"\n\t# \"\nmachine h login a # \"",
        "macdef m\nput \"x\n\(long)\n\nmachine h login a", "MACDEF m\r\n\"\r\n\r\ndefault login a",
        "# \(long)\nmachine h login a", "\u{FEFF}machine h login a",
    ])
    func `a netrc that libcurl reads is accepted`(_ text: String) {
        #expect(NetrcFile.problem(in: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("machine h login \"a password b", "line 1 has a quotation mark"),
        ("machine h login \"a\\\" password b", "line 1 has a quotation mark"),
        ("machine h\r\n\tlogin a\r\n\tpassword \"b\r\n", "line 3 has a quotation mark"),
        ("default login \"a\nb\" password c", "line 1 has a quotation mark"),
        ("machine \"h login a", "line 1 has a quotation mark"),
        ("\n\"", "line 2 has a quotation mark"),
        ("macdef m\nget x\n\nmachine h login \"a", "line 4 has a quotation mark"),
        ("\u{FEFF}\"", "line 1 has a quotation mark"),
        ("# x\nmachine h login a password \(long)", "line 2 is longer than 4094 bytes"),
        ("machine h\u{0}", "is not a text file"),
    ])
    func `an error in a netrc has its line number and no secret`(_ text: String, _ words: String) {
        let problem = NetrcFile.problem(in: Array(text.utf8))
        #expect(problem?.hasPrefix(words) == true, "\(problem ?? "taken")")
        #expect(problem?.contains("login") == false)
    }
}
