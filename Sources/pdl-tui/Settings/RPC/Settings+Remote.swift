import DownloadCore
import RemoteControl

extension Setting where Root == Settings {
    /// The settings of the RPC.
    static let remote: [Self] = [
        Setting(
            "rpc-listen", in: "rpc", as: "listen",
            "serve the aria2-compatible RPC at this address", \.remote.listen,
            .text(
                "an address and a port such as \"127.0.0.1:6800\"",
                problem: problem(inAddress:)),
            unset: "off"),
        Setting(
            "rpc-secret", in: "rpc", as: "secret", "secret token of the RPC", \.remote.secret,
            .text("text on one line"), secret: true,
            unset: "generated, and kept in the state folder"),
        Setting(
            "rpc-allow-hosts", in: "rpc", as: "allow-hosts",
            "host names under which the RPC is reached, besides addresses and localhost",
            \.remote.allowHosts,
            .lines("host names", problem: TransportRules.problem(inHost:))),
        Setting(
            "rpc-allow-origins", in: "rpc", as: "allow-origins",
            "origins of web pages that may use the RPC", \.remote.allowOrigins,
            .lines(
                "origins such as \"https://ariang.example.org\"",
                problem: TransportRules.problem(inOrigin:))),
        Setting(
            "rpc-web-ui", in: "rpc", as: "web-ui",
            "folder of a web interface to serve, such as an unpacked AriaNg", \.remote.webUI,
            .path),
        Setting(
            "rpc-folders", in: "rpc", as: "folders", "folders that RPC clients may save in",
            \.remote.folders, .lines("paths", problem: TransportRule.problem(inPath:)),
            unset: "the folders that the interface uses"),
        Setting(
            "rpc-allow-shutdown", in: "rpc", as: "allow-shutdown",
            "let RPC clients end the program", \.remote.allowsShutdown, .flag),
    ]

    @Sendable private static func problem(inAddress text: String) -> String? {
        ListenAddress(text) == nil ? "not an IP address or localhost with a port" : nil
    }
}
