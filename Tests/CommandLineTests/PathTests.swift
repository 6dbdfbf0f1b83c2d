import Testing

@testable import pdl_tui

struct PathTests {
    private static let byte = [0xE9] as [UInt8]

    private func paths(_ variables: [String: String]) throws -> Paths {
        try Paths(variable: { variables[$0].map { Array($0.utf8) } })
    }

    /// Returns the folder for downloads with a home folder and the lines of `user-dirs.dirs`.
    private func downloads(
        _ file: [UInt8], _ variables: [String: [UInt8]] = [:]
    ) throws -> String? {
        let files = ["/h/.config/user-dirs.dirs": file]
        return try paths(["HOME": "/h"]).downloads(
            variable: { variables[$0] }, file: { files[$0] })
    }

    @Test func `without a home folder there are no configuration files`() throws {
        #expect(try paths([:]).configuration == nil)
        #expect(try paths([:]).ledger == nil)
        #expect(try paths(["HOME": ""]).configuration == nil)
    }

    @Test func `absolute XDG variables override the default places`() throws {
        let home = try paths(["HOME": "/h", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "/c"])
        #expect(home.ledger == "/h/.local/state/pdl-tui/ledger.sqlite")
        #expect(home.configuration == "/c/pdl-tui/config.toml")
        #expect(try paths(["XDG_RUNTIME_DIR": "/run/user/7"]).runtime == "/run/user/7")
    }

    @Test(arguments: ["", ".", "~", "~/x", "x", "./x", "../x", " /x", "$HOME/x"])
    func `a value that is not an absolute path is ignored`(_ value: String) throws {
        let names = ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"]
        let relative = Dictionary(uniqueKeysWithValues: names.map { ($0, value) })
        #expect(try paths(relative) == paths([:]))
        let usual = try paths(["HOME": "/h"])
        #expect(try paths(relative.merging(["HOME": "/h"]) { $1 }) == usual)
        #expect(try paths(["HOME": value]) == paths([:]))
        #expect(try downloads([], ["XDG_DOWNLOAD_DIR": Array(value.utf8)]) == nil)
    }

    @Test(arguments: ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"])
    func `a folder whose path is not UTF-8 is an error, not another folder`(_ name: String) {
        let error = #expect(throws: SettingError.self) {
            try Paths(variable: { $0 == name ? Array("/h/".utf8) + Self.byte : nil })
        }
        #expect(error?.message == "\(name) in the environment is not valid UTF-8")
    }

    @Test func `so is a folder for downloads`() throws {
        let path = Array("/h/".utf8) + Self.byte
        let variable = #expect(throws: SettingError.self) {
            try downloads([], ["XDG_DOWNLOAD_DIR": path])
        }
        #expect(variable?.message == "XDG_DOWNLOAD_DIR in the environment is not valid UTF-8")
        let file = #expect(throws: SettingError.self) {
            try downloads(Array("XDG_DOWNLOAD_DIR=\"".utf8) + path + Array("\"\n".utf8))
        }
        #expect(
            file?.message
                == "XDG_DOWNLOAD_DIR in /h/.config/user-dirs.dirs is not valid UTF-8; name a folder"
                + " with --directory")
        // Other lines of the file do not matter.
        let other = Array("XDG_MUSIC_DIR=\"".utf8) + path + Array("\"\n".utf8)
        #expect(try downloads(other + Array("XDG_DOWNLOAD_DIR=\"/x\"".utf8)) == "/x")
    }

    @Test(arguments: [
        ("# x\nXDG_DESKTOP_DIR=\"$HOME/D\"\nXDG_DOWNLOAD_DIR=\"$HOME/Dl\"\n", "/h/Dl"),
        ("XDG_DOWNLOAD_DIR=\"/x y\"", "/x y"), ("XDG_DOWNLOAD_DIR=\"$HOME/\"", nil),
        ("XDG_DOWNLOAD_DIR=\"Dl\"", nil), ("XDG_DOWNLOAD_DIR=/x", nil), ("", nil),
        ("#XDG_DOWNLOAD_DIR=\"/x\"", nil), ("XDG_DOWNLOAD_DIRS=\"/x\"", nil),
        ("  XDG_DOWNLOAD_DIR =\t\"/x\"\n", "/x"), ("XDG_DOWNLOAD_DIR=\"$HOME\"", nil),
        ("XDG_DOWNLOAD_DIR=\"$HOME/a\\\"b\\\\c\\$d\"", "/h/a\"b\\c$d"),
        ("XDG_DOWNLOAD_DIR=\"/x\"\nXDG_DOWNLOAD_DIR=\"/y\"", "/y"),
        ("XDG_DOWNLOAD_DIR=\"/x\"\nXDG_DOWNLOAD_DIR=\"y\"", "/x"),
        ("XDG_DOWNLOAD_DIR=\"$HOME/Télé\"", "/h/Télé"),
    ])
    func `the desktop's folder for downloads is read as xdg-user-dir reads it`(
        _ file: String, _ folder: String?
    ) throws {
        #expect(try downloads(Array(file.utf8)) == folder)
        #expect(try downloads(Array(file.utf8), ["XDG_DOWNLOAD_DIR": Array("/v".utf8)]) == "/v")
        #expect(try paths([:]).downloads(variable: { _ in nil }, file: { _ in [] }) == nil)
    }
}

struct ProcessEnvironmentTests {
    @Test func `other processes get every value byte for byte`() {
        let home = Array("HOME=/h/".utf8) + [0xE9, 0xFF]
        let entries = [home, Array("HOMES=x".utf8), Array("A=".utf8)]
        func texts(_ variables: [String: String]) -> Set<[UInt8]> {
            Set(SpawnedProcess.environment(entries, with: variables))
        }
        #expect(texts(["B": "é"]) == Set(entries + [Array("B=é".utf8)]))
        #expect(
            texts(["HOME": "b=c", "A": "1"]) == [
                Array("HOME=b=c".utf8), Array("HOMES=x".utf8), Array("A=1".utf8),
            ])
        #expect(ProcessEnvironment.entries.contains { $0.starts(with: "PATH=".utf8) })
        #expect(
            ProcessEnvironment.bytes("PATH")
                == ProcessEnvironment.text("PATH").map { Array($0.utf8) })
    }
}
