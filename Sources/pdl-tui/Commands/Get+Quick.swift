/// Reads the usual arguments of `get` without the parser.
///
/// An option that is not listed here is left to the parser, which takes longer.
extension Get {
    private static let flags: Set<String> = [
        "--json", "--quiet", "-q", "--verbose", "-v", "--netrc", "--insecure", "--no-config",
    ]

    /// Creates the command for its arguments; `nil` when they are for the parser.
    init?(quickly arguments: some Sequence<String>) {
        guard var given = QuickArguments(arguments, isFlag: Self.flags.contains) else { return nil }
        self.init()
        urls = given.rest
        json = given.takeFlag("--json")
        quiet = given.takeFlag("--quiet", "-q")
        verbose = given.takeFlag("--verbose", "-v")
        let how = given.take("--progress")
        progress = how.flatMap(Progress.init)
        options = DownloadOptions(taking: &given)
        guard given.isEmpty, how == nil || progress != nil else { return nil }
        do {
            try options.configuration.validate()
            try validate()
        } catch {
            return nil
        }
    }
}

extension DownloadOptions {
    fileprivate init(taking given: inout QuickArguments) {
        self.init()
        fragments = given.take("--fragments", "-n")
        directory = given.take("--directory", "-d")
        output = given.take("--output", "-o")
        active = given.take("--active", "-j")
        perHost = given.take("--per-host")
        limit = given.take("--limit")
        retries = given.take("--retries")
        timeout = given.take("--timeout")
        connectTimeout = given.take("--connect-timeout")
        checksum = given.take("--checksum")
        mirror = given.takeAll("--mirror")
        inputFile = given.takeAll("--input-file", "-i")
        onExists = given.take("--on-exists")
        metalink = given.take("--metalink")
        fileTime = given.take("--file-time")
        request = RequestOptions(taking: &given)
        configuration = ConfigurationOptions(taking: &given)
    }
}

extension RequestOptions {
    fileprivate init(taking given: inout QuickArguments) {
        self.init()
        header = given.takeAll("--header", "-H")
        userAgent = given.take("--user-agent", "-A")
        referer = given.take("--referer")
        cookies = given.take("--cookies")
        netrc = given.takeFlag("--netrc")
        user = given.take("--user")
        userFile = given.take("--user-file")
        bearer = given.take("--bearer")
        bearerFile = given.take("--bearer-file")
        proxy = given.take("--proxy")
        cacert = given.take("--cacert")
        cert = given.take("--cert")
        key = given.take("--key")
        insecure = given.takeFlag("--insecure")
        hostKey = given.take("--host-key")
        ftpTls = given.take("--ftp-tls")
        ip = given.take("--ip")
        interface = given.take("--interface")
        http = given.take("--http")
    }
}

extension ConfigurationOptions {
    fileprivate init(taking given: inout QuickArguments) {
        self.init()
        file = given.take("--config")
        none = given.takeFlag("--no-config")
    }
}
