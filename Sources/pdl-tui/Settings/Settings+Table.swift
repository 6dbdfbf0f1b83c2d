import DownloadCore

extension Setting where Root == Settings {
    /// Every setting that is one value, in the order of the sample configuration.
    static let all: [Self] = downloads + limits + requests + screen + around

    /// The setting of this name; `nil` when there is none.
    static func named(_ name: String) -> Self? {
        all.first { $0.name == name }
    }

    private static let downloads: [Self] = [
        Setting("fragments", "fragments of a download", \.fragments, .fragments),
        Setting("directory", "the folder files go to, made if missing", \.directory, .path),
        Setting("active", "downloads at the same time", \.active, .count(1...1000)),
        Setting(
            "per-host",
            "connections to one host; unless set 16, or as many fragments as a download was given",
            \.perHost, .someConnections),
        Setting("retries", "tries without progress before a fragment fails", \.retries, .tries),
        Setting("timeout", "seconds without a byte after which a try fails", \.timeout, .seconds),
        Setting("connect-timeout", "seconds a connection may take", \.connectTimeout, .seconds),
        Setting("on-exists", "what to do when the file is there already", \.onExists, .word),
        Setting(
            "metalink", "whether a Metalink that a URL leads to is read, or kept as a file",
            \.metalink, .word),
        Setting(
            "file-time", "the time of change of finished files", \.fileTime, .word),
    ]

    private static let limits: [Self] = [
        Setting("limit", in: "limit", as: "rate", "bytes per second, all together", \.limit, .rate),
        Setting(
            "slow-limit", in: "limit", as: "slow", "bytes per second in the slow mode",
            \.slowLimit, .someRate),
    ]

    private static let requests: [Self] = [
        Setting(
            "header", in: "request", as: "headers", "request header lines",
            \.transport.headers, .headers, secret: true),
        Setting(
            "user-agent", in: "request", "the User-Agent field", \.transport.userAgent,
            .text("text on one line")),
        Setting(
            "referer", in: "request", "the Referer field", \.transport.referer,
            .text("text on one line")),
        Setting(
            "cookies", in: "request", "a cookie file in Netscape format",
            \.transport.cookieFile, .path),
        Setting(
            "netrc", in: "request", "look up names and passwords in ~/.netrc",
            \.transport.usesNetrc, .flag),
        Setting(
            "user", in: "request", "a user name and password", \.transport.credentials,
            .text("NAME:PASSWORD", problem: TransportRule.problem(inCredentials:)), secret: true),
        Setting(
            "user-file", in: "request",
            "a file with the user name and password; - is standard input (get)", \.userFile,
            .path),
        Setting(
            "bearer", in: "request", "a bearer token", \.transport.bearer,
            .text("a token", problem: TransportRule.problem(inToken:)), secret: true),
        Setting(
            "bearer-file", in: "request",
            "a file with the bearer token; - is standard input (get)", \.bearerFile, .path),
        Setting(
            "proxy", in: "request", "the proxy's URL; the environment's otherwise",
            \.transport.proxy, .proxy, secret: true),
        Setting(
            "cacert", in: "request", "a file of certificates to trust instead of the system's",
            \.transport.certificateAuthority, .path),
        Setting(
            "cert", in: "request", "a client certificate in PEM form",
            \.transport.clientCertificate, .path),
        Setting(
            "key", in: "request", "the key of the client certificate, or the SSH key",
            \.transport.clientKey, .path),
        Setting(
            "insecure", in: "request", "do not check certificates and SSH host keys",
            \.transport.insecure, .flag),
        Setting(
            "host-key", in: "request", "the SSH host key to trust (SFTP)", \.transport.hostKey,
            .hostKey),
        Setting(
            "ftp-tls", in: "request", "encrypt FTP connections; those of ftps URLs always are",
            \.transport.ftpSecurity, .word),
        Setting(
            "ip", in: "request", "the Internet protocol version",
            \.transport.addressFamily, .word),
        Setting(
            "interface", in: "request", "the network interface or local address",
            \.transport.interface, .text("an interface such as \"eth0\", or an address")),
        Setting(
            "http", in: "request", "the HTTP version of the lanes", \.transport.httpVersion, .word),
    ]

    private static let screen: [Self] = [
        Setting("theme", in: "screen", "the colours", \.theme, .theme),
        Setting("ascii", in: "screen", "bars and marks in ASCII", \.ascii, .flagOrAuto),
        Setting("mouse", in: "screen", "whether the mouse works", \.mouse, .flag),
        Setting("title", in: "screen", "progress in the terminal's title", \.title, .flag),
        Setting("bell", in: "screen", "ring when the queue is finished", \.bell, .flag),
        Setting(
            "notify", in: "screen", "a desktop notification when the queue is finished", \.notify,
            .flag),
    ]

    private static let around: [Self] = [
        Setting(
            "on-complete", in: "hooks", "a program to run when a download is done",
            \.onComplete, .program),
        Setting(
            "on-fail", in: "hooks", "a program to run when a download has failed",
            \.onFail, .program),
        Setting(
            "quit-when-done", "leave the interface when nothing is left to do",
            \.quitWhenDone, .flag),
    ]
}

extension SettingKind where Value == Int {
    /// How often a fragment is tried again.
    fileprivate static var tries: Self { .count(0...1000) }
}

extension SettingKind where Value == String {
    /// A theme's name; whether there is one is known when all of the file is read.
    fileprivate static var theme: Self {
        let names = Settings.builtInThemes.map(tomlText).joined(separator: ", ")
        let kind = SettingKind<String?>.text("\(names), or the name of a [theme.NAME]")
        return Self(
            allowed: kind.allowed, read: { kind.read($0).flatMap(\.self) }, show: tomlText)
    }
}
