/// Reads the usual options of downloads without the parser.
///
/// An option that is not listed here is left to the parser, which takes longer.
extension DownloadOptions {
    /// The options without a value.
    static let flags: Set<String> = ["--netrc", "--insecure", "--no-config"]

    /// Takes the options of downloads out of the arguments.
    init(taking given: inout QuickArguments) {
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
