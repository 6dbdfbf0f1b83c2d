import ArgumentParser
import DownloadCore
import DownloadEngine

/// The options that the interface (as defaults of new downloads) and `get` share.
///
/// Values stay text here: the table of settings reads them, as it reads the environment and the
/// configuration file, so that one place says what is allowed.
struct DownloadOptions: ParsableArguments {
    @Option(name: [.customShort("n"), .long], help: .of("fragments", "n|auto"))
    var fragments: String?

    @Option(name: [.customShort("d"), .long], help: .of("directory", "dir"))
    var directory: String?

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("file name or path, with one URL", valueName: "path"))
    var output: String?

    @Option(name: [.customShort("j"), .long], help: .of("active", "n"))
    var active: String?

    @Option(help: .of("per-host", "n"))
    var perHost: String?

    @Option(help: .of("limit", "rate"))
    var limit: String?

    @Option(help: .of("retries", "n"))
    var retries: String?

    @Option(help: .of("timeout", "seconds"))
    var timeout: String?

    @Option(help: .of("connect-timeout", "seconds"))
    var connectTimeout: String?

    @Option(
        help: ArgumentHelp(
            "the digest the file must have (sha256, sha512, sha1 or md5); auto looks for a file of"
                + " checksums beside it, none checks nothing (built in: what the server declares)",
            valueName: "algo:hex|auto|none"))
    var checksum: String?

    @Option(
        help: ArgumentHelp(
            "one more source of the same file, with one URL; repeatable", valueName: "url"))
    var mirror: [String] = []

    @Option(
        name: [.customShort("i"), .long],
        help: ArgumentHelp(
            "URLs, one a line, \"#\" comments, \"-\" is standard input; repeatable",
            valueName: "file"), completion: .file())
    var inputFile: [String] = []

    @Option(name: .long, help: .of("on-exists", "what"), completion: .list(Self.policies))
    var onExists: String?

    @Option(help: .of("metalink", "what"), completion: .list(Self.metalinks))
    var metalink: String?

    @Option(help: .of("file-time", "whose"), completion: .list(Self.fileTimes))
    var fileTime: String?

    @OptionGroup(title: "Request options")
    var request: RequestOptions

    @OptionGroup(title: "Configuration options")
    var configuration: ConfigurationOptions

    private static let fileTimes = FileTime.allCases.map(\.rawValue)
    private static let metalinks = MetalinkPolicy.allCases.map(\.rawValue)
    private static let policies = ExistingFilePolicy.allCases.map(\.rawValue)

    /// The options that stand for settings and were given, by the settings' names.
    var given: [(name: String, value: SettingValue)] {
        let texts = [
            ("fragments", fragments), ("directory", directory), ("active", active),
            ("per-host", perHost), ("limit", limit), ("retries", retries), ("timeout", timeout),
            ("connect-timeout", connectTimeout), ("on-exists", onExists),
            ("metalink", metalink), ("file-time", fileTime),
        ]
        return texts.compactMap { name, text in text.map { (name, .text($0)) } } + request.given
    }
}

/// The options about how requests are made.
struct RequestOptions: ParsableArguments {
    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("a request header line; repeatable", valueName: "name: value"))
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

    /// The options that were given, by the settings' names.
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

/// The options about which configuration holds.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("the configuration file instead of the usual one", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(name: .customLong("no-config"), help: "read no configuration file")
    var none = false

    /// Where to look.
    var choice: ConfigurationChoice {
        if none { return .none }
        return file.map(ConfigurationChoice.file) ?? .usual
    }

    mutating func validate() throws {
        if none, file != nil {
            throw ValidationError("--config and --no-config contradict each other")
        }
    }
}

extension ArgumentHelp {
    /// The help of the option that stands for a setting, from the table of settings.
    static func of(_ name: String, _ valueName: String? = nil) -> ArgumentHelp {
        guard let setting = Setting<Settings>.named(name) else {
            return ArgumentHelp(valueName: valueName)
        }
        let builtIn = setting.show(Settings()).map { " (built in: \($0.filter { $0 != "\"" }))" }
        return ArgumentHelp(
            "\(setting.summary)\(valueName == nil ? "" : builtIn ?? "")", valueName: valueName)
    }
}
