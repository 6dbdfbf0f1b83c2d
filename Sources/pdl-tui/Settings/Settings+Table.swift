import DownloadCore

extension Setting where Root == Settings {
    /// All single-valued settings, in the order of the sample configuration.
    static let all: [Self] = downloads + limits + requests + screen + around + remote

    /// Returns the setting of this name, if any.
    ///
    /// Few of the table need be set up for the usual options.
    static func named(_ name: String) -> Self? {
        downloads.first { $0.name == name } ?? byName[name]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let downloads: [Self] = [
        Setting("fragments", "connections per download", \.fragments, .fragments),
        Setting("directory", "save files in this folder (created if needed)", \.directory, .path),
        Setting("active", "downloads at the same time", \.active, .count(1...1000)),
        Setting(
            "per-host",
            "maximum connections per host",
            \.perHost, .someConnections,
            unset: "16; up to 32 if auto finds that more help; --fragments if larger"),
        Setting("retries", "retries without progress before a fragment fails", \.retries, .tries),
        Setting(
            "timeout", "seconds without data before a connection counts as stalled", \.timeout,
            .seconds),
        Setting("connect-timeout", "seconds to wait for a connection", \.connectTimeout, .seconds),
        Setting("on-exists", "what to do if the file already exists", \.onExists, .word),
        Setting(
            "metalink", "whether to download the files of a Metalink, or save it",
            \.metalink, .word),
        Setting(
            "file-time", "modification time of saved files",
            \.fileTime, .word),
    ]

    private static let limits: [Self] = [
        Setting(
            "limit", in: "limit", as: "rate", "total speed limit in bytes per second", \.limit,
            .rate),
        Setting(
            "slow-limit", in: "limit", as: "slow", "total speed limit in slow mode",
            \.slowLimit, .someRate),
    ]

    private static let requests: [Self] = [
        Setting(
            "header", in: "request", as: "headers", "request header lines",
            \.transport.headers, .headers, secret: true),
        Setting(
            "user-agent", in: "request", "the User-Agent header", \.transport.userAgent,
            .text("text on one line")),
        Setting(
            "referer", in: "request", "the Referer header", \.transport.referer,
            .text("text on one line")),
        Setting(
            "cookies", in: "request", "a cookie file in Netscape format",
            \.transport.cookieFile, .path),
        Setting(
            "netrc", in: "request", "read user names and passwords from ~/.netrc",
            \.transport.usesNetrc, .flag),
        Setting(
            "user", in: "request", "user name and password", \.transport.credentials,
            .text("NAME:PASSWORD", problem: TransportRule.problem(inCredentials:)), secret: true),
        Setting(
            "user-file", in: "request",
            "read user name and password from a file (- for standard input, with get)", \.userFile,
            .path),
        Setting(
            "bearer", in: "request", "bearer token", \.transport.bearer,
            .text("a token", problem: TransportRule.problem(inToken:)), secret: true),
        Setting(
            "bearer-file", in: "request",
            "read the bearer token from a file (- for standard input, with get)", \.bearerFile,
            .path),
        Setting(
            "proxy", in: "request", "proxy URL, \"\" for none",
            \.transport.proxy, .proxy, secret: true,
            unset: "from http_proxy, https_proxy, all_proxy"),
        Setting(
            "cacert", in: "request", "trust the certificates in this file instead of the system's",
            \.transport.certificateAuthority, .path),
        Setting(
            "cert", in: "request", "client certificate in PEM format",
            \.transport.clientCertificate, .path),
        Setting(
            "key", in: "request", "private key of the client certificate, or SSH key",
            \.transport.clientKey, .path),
        Setting(
            "insecure", in: "request", "do not verify certificates and SSH host keys",
            \.transport.insecure, .flag),
        Setting(
            "host-key", in: "request", "SSH host key to trust (SFTP)", \.transport.hostKey,
            .hostKey),
        Setting(
            "ftp-tls", in: "request", "encrypt FTP connections (ftps URLs always are)",
            \.transport.ftpSecurity, .word),
        Setting(
            "ip", in: "request", "IP version",
            \.transport.addressFamily, .word),
        Setting(
            "interface", in: "request", "network interface or local address to use",
            \.transport.interface,
            .text(
                "an interface such as \"eth0\", or an address",
                problem: TransportRule.problem(inInterface:))),
        Setting(
            "http", in: "request", "HTTP version", \.transport.httpVersion, .word),
    ]

    private static let screen: [Self] = [
        Setting("theme", in: "screen", "colour theme", \.theme, .theme),
        Setting("columns", in: "screen", "extra columns of the queue", \.columns, .columns),
        Setting("ascii", in: "screen", "draw in ASCII", \.ascii, .flagOrAuto),
        Setting("mouse", in: "screen", "use the mouse", \.mouse, .flag),
        Setting("title", in: "screen", "show progress in the terminal title", \.title, .flag),
        Setting("bell", in: "screen", "ring the bell when all downloads are done", \.bell, .flag),
        Setting(
            "notify", in: "screen", "send a desktop notification when all downloads are done",
            \.notify,
            .flag),
    ]

    private static let around: [Self] = [
        Setting(
            "on-complete", in: "hooks", "program to run when a download completes",
            \.onComplete, .program),
        Setting(
            "on-fail", in: "hooks", "program to run when a download fails",
            \.onFail, .program),
        Setting(
            "quit-when-done", "quit when all downloads are done",
            \.quitWhenDone, .flag),
        Setting(
            "on-hangup", "pause or keep running in the background when the terminal closes",
            \.onHangup, .word),
        Setting(
            "idle-exit", "seconds without work after which a background engine ends",
            \.idleExit, .seconds),
    ]
}

extension SettingKind where Value == Int {
    /// The number of retries of a fragment.
    fileprivate static var tries: Self { .count(0...1000) }
}

extension SettingKind where Value == String {
    /// The name of a theme; its existence is checked once the whole file has been read.
    fileprivate static var theme: Self {
        let names = Settings.builtInThemes
        let kind = SettingKind<String?>.text(
            "\(names.map(tomlText).joined(separator: ", ")), or the name of a [theme.NAME]")
        return Self(
            allowed: kind.allowed,
            choices: names.joined(separator: ", ") + ", or one of your own",
            read: { kind.read($0).flatMap(\.self) }, show: tomlText)
    }
}
