import ArgumentParser
import DownloadCore
import DownloadEngine

/// The options for requests.
struct RequestOptions: ParsableArguments {
    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("request header line (repeatable)", valueName: "name: value"))
    var header: [String] = []

    @Option(name: [.customShort("A"), .long], help: .of("user-agent", "text"))
    var userAgent: String?

    @Option(help: .of("referer", "url"))
    var referer: String?

    @Option(help: .of("cookies", "file"), completion: .file())
    var cookies: String?

    @Flag(help: .of("netrc"))
    var netrc = false

    @Option(help: .of("user", "name:password"))
    var user: String?

    @Option(help: .of("user-file", "file"), completion: .file())
    var userFile: String?

    @Option(help: .of("bearer", "token"))
    var bearer: String?

    @Option(help: .of("bearer-file", "file"), completion: .file())
    var bearerFile: String?

    @Option(help: .of("proxy", "url"))
    var proxy: String?

    @Option(help: .of("cacert", "file"), completion: .file())
    var cacert: String?

    @Option(help: .of("cert", "file"), completion: .file())
    var cert: String?

    @Option(help: .of("key", "file"), completion: .file())
    var key: String?

    @Flag(help: .of("insecure"))
    var insecure = false

    @Option(help: .of("host-key", "fingerprint"))
    var hostKey: String?

    @Option(help: .of("ftp-tls", "when"), completion: .list(Self.ftpSecurity))
    var ftpTls: String?

    @Option(help: .of("ip", "version"), completion: .list(Self.families))
    var ip: String?

    @Option(help: .of("interface", "name"))
    var interface: String?

    @Option(help: .of("http", "version"), completion: .list(Self.versions))
    var http: String?

    private static let ftpSecurity = TransportOptions.FTPSecurity.allCases.map(\.rawValue)
    private static let families = TransportOptions.AddressFamily.allCases.map(\.rawValue)
    private static let versions = TransportOptions.HTTPVersion.allCases.map(\.rawValue)

    /// The given options, by setting.
    var given: [(name: String, value: SettingValue)] {
        let texts = [
            ("user-agent", userAgent), ("referer", referer), ("cookies", cookies), ("user", user),
            ("user-file", userFile), ("bearer", bearer), ("bearer-file", bearerFile),
            ("proxy", proxy), ("cacert", cacert), ("cert", cert), ("key", key),
            ("host-key", hostKey), ("ftp-tls", ftpTls), ("ip", ip), ("interface", interface),
            ("http", http),
        ]
        var given: [(name: String, value: SettingValue)] =
            texts.compactMap { name, text in text.map { (name, .text($0)) } }
        if !header.isEmpty { given.append(("header", .list(header.map(SettingValue.text)))) }
        if netrc { given.append(("netrc", .flag(true))) }
        if insecure { given.append(("insecure", .flag(true))) }
        return given
    }
}
