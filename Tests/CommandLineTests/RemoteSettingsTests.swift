import DownloadCore
import Foundation
import RemoteControl
import Testing

@testable import pdl_tui

/// The settings of the RPC.
struct RemoteSettingsTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "pdl-rpc-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func effective(_ text: String) throws -> EffectiveSettings {
        var effective = EffectiveSettings()
        try effective.apply(SettingsFile(text: "[rpc]\n" + text, path: "config.toml"))
        return effective
    }

    private func rules(_ text: String, home: String? = nil) throws -> RemoteRules? {
        let home = home ?? folder
        let paths = try Paths(variable: { $0 == "HOME" ? Array(home.utf8) : nil })
        let effective = try effective(text)
        let command = CommandSettings(
            settings: effective.settings, configuration: .none, paths: paths,
            builder: RequestBuilder(
                settings: effective.settings, directory: "/usual", currentDirectory: "/here",
                home: home, directoryIsGiven: false))
        return try command.remoteRules()
    }

    private func complaint(_ text: String, home: String? = nil) -> String {
        do {
            _ = try rules(text, home: home)
            return "accepted"
        } catch {
            return (error as? SettingError)?.message ?? "\(error)"
        }
    }

    @Test func `the RPC is off by default`() throws {
        #expect(try rules("") == nil)
        #expect(try effective("").remoteText(secretFile: nil, isTerminal: true) == "")
    }

    @Test(arguments: [
        (
            "listen = \"6800\"",
            "config.toml:2: invalid value \"6800\" for rpc.listen (not an IP address or localhost"
                + " with a port): use an address and a port such as \"127.0.0.1:6800\""
        ),
        (
            "listen = \"0.0.0.0:6800\"\nsecret = \"fifteen letters\"",
            "rpc.listen: other machines can reach 0.0.0.0:6800, so rpc.secret needs at least 16"
                + " characters"
        ),
        ("listen = \"0.0.0.0:6800\"\nsecret = \"sixteen letters!\"", "accepted"),
        ("listen = \"127.0.0.1:6800\"\nsecret = \"short\"", "accepted"),
        ("listen = \"0.0.0.0:6800\"", "accepted"),
        (
            "listen = \"[::1]:6800\"\nweb-ui = \"/nowhere\"",
            "rpc.web-ui: /nowhere is not a folder that can be read"
        ),
        (
            "allow-origins = [\"*\"]",
            "config.toml:2: invalid value [\"*\"] for rpc.allow-origins (pages cannot all be"
                + " allowed; name those that you trust): use origins such as"
                + " \"https://ariang.example.org\""
        ),
        (
            "allow-hosts = [\"nas.lan:6800\"]",
            "config.toml:2: invalid value [\"nas.lan:6800\"] for rpc.allow-hosts (not a host"
                + " name): use host names"
        ),
    ])
    func `settings that cannot be honored are errors`(_ text: String, _ message: String) {
        #expect(complaint(text) == message)
    }

    @Test func `without a home the secret must be set`() {
        #expect(
            complaint("listen = \"localhost:6800\"", home: "")
                == "rpc.listen: HOME is not set, so there is no place for a secret; set rpc.secret")
        #expect(complaint("listen = \"localhost:6800\"\nsecret = \"x\"", home: "") == "accepted")
    }

    @Test func `clients may save in the folders of the interface, or in those given`() throws {
        let listen = "listen = \"127.0.0.1:6800\"\n"
        #expect(try rules(listen)?.methods.folders == ["/usual"])
        let given = try rules(listen + "folders = [\"a\", \"/usual\", \"~/b\"]")
        #expect(given?.methods.folders == ["/usual", "/here/a", folder + "/b"])
        let kinds = try rules(listen + "[folders]\nvideos = \"/videos\"\nmusic = \"/usual\"")
        #expect(kinds?.methods.folders == ["/usual", "/videos"])
        #expect(given?.methods.template.directory == "/usual")
    }

    @Test func `the secret is made once, for this user only`() throws {
        let secret = RemoteSecret(path: folder + "/rpc-secret")
        #expect(try secret.read() == nil)
        let made = try secret.readOrMake()
        #expect(made.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        #expect(try secret.readOrMake() == made)
        let facts = try FileManager.default.attributesOfItem(atPath: secret.path)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["rpc-secret"])
        #expect(
            try RemoteSecret(path: folder + "/other").readOrMake() != made)
    }

    @Test func `a secret that others could know is not used`() throws {
        let secret = RemoteSecret(path: folder + "/rpc-secret")
        _ = try secret.readOrMake()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: secret.path)
        #expect(throws: SettingError.self) { try secret.read() }
        try FileManager.default.removeItem(atPath: secret.path)
        try FileManager.default.createSymbolicLink(
            atPath: secret.path, withDestinationPath: "/etc/hostname")
        #expect(throws: SettingError.self) { try secret.readOrMake() }
        try FileManager.default.removeItem(atPath: secret.path)
        _ = FileManager.default.createFile(
            atPath: secret.path, contents: Data("short\n".utf8),
            attributes: [.posixPermissions: 0o600])
        #expect(throws: SettingError.self) { try secret.readOrMake() }
    }

    @Test func `the secret is shown on a terminal only`() throws {
        let all = try effective("listen = \"127.0.0.1:6800\"\nsecret = \"open sesame 1234\"")
        let shown = all.remoteText(secretFile: nil, isTerminal: true)
        #expect(shown.contains("# RPC: http://127.0.0.1:6800/jsonrpc\n"))
        #expect(shown.contains("open sesame 1234"))
        let hidden = all.remoteText(secretFile: nil, isTerminal: false)
        #expect(hidden.contains("http://127.0.0.1:6800/jsonrpc"))
        #expect(!(hidden + all.text(configuration: nil)).contains("sesame"))
    }
}
