import DownloadCore

/// Reads the words of a curl command, option by option.
struct CurlCommandReader {
    typealias Problem = CurlCommand.Problem

    private var request: DownloadRequest
    private var urls: [String] = []
    private var omitted: [String] = []
    private var data = CurlData()
    private var expandsPatterns = true
    private var cookies: [String] = []
    private var cookieFile: String?
    private var host: String?
    private var proxyUser: String?

    init(request: DownloadRequest) {
        self.request = request
        self.request.sources = []
    }

    /// Reads all words after the program's name.
    mutating func read(_ words: ArraySlice<String>) throws(Problem) {
        var words = words
        while let word = words.popFirst() {
            if word == "--" {
                urls += words
                return
            }
            if word.hasPrefix("--") {
                try readLong(word, &words)
            } else if word.hasPrefix("-"), word.count > 1 {
                try readLetters(word, &words)
            } else {
                urls.append(word)
            }
        }
    }

    /// Reads `--option`, with its value after `=` or in the next word.
    private mutating func readLong(
        _ word: String, _ words: inout ArraySlice<String>
    ) throws(Problem) {
        var name = String(word.dropFirst(2))
        var value: String?
        if let equals = name.firstIndex(of: "=") {
            value = String(name[name.index(after: equals)...])
            name = String(name[..<equals])
        }
        guard let (option, isOn) = CurlOption.name(of: name),
            let meaning = CurlOption.meanings[option]
        else { throw Problem(description: "unknown curl option \(Self.shown("--" + name))") }
        try apply(option, shown: "--\(option)", meaning, isOn: isOn, value: value, &words)
    }

    /// Reads `-abcX VALUE` or `-abcXVALUE`: the last of joined letters may have a value.
    private mutating func readLetters(
        _ word: String, _ words: inout ArraySlice<String>
    ) throws(Problem) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = CurlOption.letters[letter],
                let meaning = CurlOption.meanings[option]
            else { throw Problem(description: "unknown curl option \(Self.shown("-\(letter)"))") }
            guard meaning.takesValue else {
                try apply(option, shown: "-\(letter)", meaning, isOn: true, value: nil, &words)
                continue
            }
            let value = letters.isEmpty ? nil : String(letters)
            return try apply(
                option, shown: "-\(letter)", meaning, isOn: true, value: value, &words)
        }
    }

    private mutating func apply(
        _ option: String, shown: String, _ meaning: CurlOption.Meaning, isOn: Bool,
        value: String?, _ words: inout ArraySlice<String>
    ) throws(Problem) {
        var argument = ""
        if meaning.takesValue {
            guard let next = value ?? words.popFirst() else {
                throw Problem(description: "\(shown) has no value in the curl command")
            }
            argument = next
        }
        switch meaning {
        case .ignoredFlag, .ignoredValue: break
        case .omittedFlag, .omittedValue:
            if isOn { omit(shown) }
        case .refusedFlag, .refusedValue:
            throw Problem(description: CurlOption.refusal(of: option, shown))
        case .flag: turn(option, isOn)
        case .value: try take(option, shown: shown, argument)
        }
    }

    private mutating func turn(_ option: String, _ isOn: Bool) {
        switch option {
        case "insecure": request.transport.insecure = isOn
        case "netrc", "netrc-optional": request.transport.usesNetrc = isOn
        case "ipv4": request.transport.addressFamily = isOn ? .ipv4 : .any
        case "ipv6": request.transport.addressFamily = isOn ? .ipv6 : .any
        case "http2", "http2-prior-knowledge":
            request.transport.httpVersion = isOn ? .http2 : .http1
        case "ssl", "ftp-ssl": request.transport.ftpSecurity = isOn ? .attempt : .off
        case "ssl-reqd", "ftp-ssl-reqd": request.transport.ftpSecurity = isOn ? .require : .off
        case "get": data.isInQuery = isOn
        case "globoff": expandsPatterns = !isOn
        default: omit("--\(option)")
        }
    }

    private mutating func take(
        _ option: String, shown: String, _ value: String
    ) throws(Problem) {
        switch option {
        case "header": try takeHeader(shown, value)
        case "user-agent": takeUserAgent(value)
        case "referer": takeReferer(value)
        case "cookie": try takeCookie(shown, value)
        case "user":
            guard value.contains(":") else {
                throw Problem(description: "\(shown) in the curl command has no password")
            }
            request.transport.credentials = value
        case "oauth2-bearer": request.transport.bearer = value
        case "proxy": request.transport.proxy = value
        case "proxy-user": proxyUser = value
        case "socks4", "socks4a", "socks5": request.transport.proxy = "\(option)://\(value)"
        case "socks5-hostname": request.transport.proxy = "socks5h://\(value)"
        case "noproxy":
            if value == "*" { request.transport.proxy = "" } else { omit(shown) }
        case "cacert": request.transport.certificateAuthority = value
        case "cert", "key":
            // The URI of a token may contain its PIN.
            guard !value.lowercased().hasPrefix("pkcs11:") else {
                throw Problem(description: "certificates and keys from files only (\(shown))")
            }
            if option == "cert" {
                takeCertificate(shown, value)
            } else {
                request.transport.clientKey = value
            }
        case "cert-type", "key-type":
            if value.uppercased() != "PEM" {
                throw Problem(description: "certificates and keys in PEM form only (\(shown))")
            }
        case "interface": request.transport.interface = value
        case "hostpubsha256":
            request.transport.hostKey = value.hasPrefix("SHA256:") ? value : "SHA256:" + value
        case "url":
            guard !value.hasPrefix("@") else {
                throw Problem(description: "the curl command reads URLs from a file (--url @…)")
            }
            urls.append(value)
        case "output", "output-dir": takeOutput(option, shown, value)
        case "limit-rate":
            guard let rate = Units.rate(value) else {
                throw Problem(description: "\(Self.shown(value)) is not a rate (\(shown))")
            }
            request.limit = rate
        case "request":
            if value.uppercased() != "GET" {
                throw Problem(
                    description: "the curl command sends \(Self.shown(value)), not GET")
            }
        default: data.take(option, shown: shown, value)
        }
    }

    /// Reads cookies, or the path of a file with cookies.
    private mutating func takeCookie(_ shown: String, _ value: String) throws(Problem) {
        if value.utf8.contains(UInt8(ascii: "=")) { return cookies.append(value) }
        guard !value.isEmpty else { return }
        guard cookieFile == nil || cookieFile == value else {
            throw Problem(
                description: "the curl command has several cookie files (\(shown)); keep only one")
        }
        cookieFile = value
    }

    private mutating func takeCertificate(_ shown: String, _ value: String) {
        let certificate = CurlCertificate(value)
        request.transport.clientCertificate = certificate.path
        if certificate.hasPassphrase { omit("the passphrase of \(shown)") }
    }

    private mutating func takeOutput(_ option: String, _ shown: String, _ value: String) {
        let parts = value.split(separator: "/")
        if option == "output", value != "-", value != "/dev/null" {
            request.name = parts.last.map { String($0) }
        }
        if value.hasPrefix("/"), value != "/dev/null" {
            let folder = option == "output" ? parts.dropLast() : parts[...]
            request.directory = "/" + folder.joined(separator: "/")
        } else if option == "output-dir" || parts.count > 1 && value != "/dev/null" {
            omit(option == "output-dir" ? shown : "the folder of \(shown)")
        }
    }

    private mutating func omit(_ shown: String) {
        if !omitted.contains(shown) { omitted.append(shown) }
    }

    private mutating func takeUserAgent(_ value: String) {
        if value.isEmpty {
            request.transport.headers.append("User-Agent:")
        } else {
            request.transport.userAgent = value
        }
    }

    private mutating func takeReferer(_ value: String) {
        let url = value.hasSuffix(";auto") ? String(value.dropLast(5)) : value
        request.transport.referer = url.isEmpty ? nil : url
    }

    /// Reads a header field, and drops those that pdl-tui sets itself for each fragment.
    private mutating func takeHeader(_ shown: String, _ line: String) throws(Problem) {
        if line.hasPrefix("@") {
            throw Problem(description: "the curl command reads headers from a file (\(shown) @…)")
        }
        guard let field = CurlHeader(line) else { return }
        switch field.use {
        case .ignored: return
        case .omitted: return omit("\(shown) \(field.name)")
        case .taken: break
        }
        switch field.name.lowercased() {
        // curl sends only the first; a request with an empty one is invalid.
        case "host":
            if host == nil, field.value.isEmpty { omit("\(shown) \(field.name)") }
            host = host ?? field.value
        case _ where field.isSentEmpty: request.transport.headers.append(field.name + ":")
        case "user-agent": takeUserAgent(field.value)
        case "referer": takeReferer(field.value)
        case "cookie" where field.value.isEmpty:
            request.transport.cookies = nil
            cookies = []
        case "cookie": cookies.append(field.value)
        case "accept" where field.value.isEmpty: request.transport.headers.append(line)
        case _ where field.value.isEmpty: break
        default: request.transport.headers.append(line)
        }
    }

    // MARK: Result

    /// Returns the combined result of all words.
    func result() throws(Problem) -> CurlCommand.Result {
        if let problem = data.problem { throw Problem(description: problem) }
        guard !urls.isEmpty else { throw Problem(description: "the curl command has no URL") }
        let urls = try completeURLs()
        var request = request
        request.sources = [urls[0]]
        if urls.count > 1 { request.name = nil }
        if let cookieFile { request.transport.cookieFile = cookieFile }
        if !cookies.isEmpty { request.transport.cookies = cookies.joined(separator: "; ") }
        if let host, !host.isEmpty, !urls.allSatisfy({ CurlURL.isServer(host, of: $0) }) {
            request.transport.headers.append("Host: " + host)
        }
        if let proxyUser { request.transport.proxy = try proxy(with: proxyUser) }
        if let problem = request.transport.problem {
            throw Problem(description: "\(problem.setting): \(problem.reason)")
        }
        return CurlCommand.Result(request: request, urls: urls, omitted: omitted)
    }

    /// Returns the URLs with their schemes, and with the data that is sent in the query of each.
    private func completeURLs() throws(Problem) -> [String] {
        let query = data.query
        if let query, CurlData.isTooLong(query, forURLs: urls.count) {
            throw Problem(description: "the curl command has too much data for its URLs")
        }
        var complete: [String] = []
        for text in urls {
            guard let literal = expandsPatterns ? CurlURL.literal(text) : text else {
                throw Problem(
                    description: "the URL of the curl command has a pattern ({…} or […]); "
                        + "enter each URL, or add -g to take it literally")
            }
            var url = CurlURL.withScheme(literal)
            if let query { url = CurlURL.url(url, with: query) }
            if let wrong = URLText.problem(with: url) { throw Problem(description: wrong) }
            complete.append(url)
        }
        return complete
    }

    private func proxy(with user: String) throws(Problem) -> String {
        do throws(DownloadError) {
            let proxy = try ProxyURL(request.transport.proxy ?? "")
            let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                .map { CurlData.percentEncoded($0) }
            let place = proxy.redacted.dropFirst(proxy.scheme.rawValue.count + 3)
            return "\(proxy.scheme.rawValue)://\(parts.joined(separator: ":"))@\(place)"
        } catch {
            throw Problem(description: "-U in the curl command needs a proxy (-x)")
        }
    }

    private static func shown(_ text: String) -> String { Text.visible(String(text.prefix(40))) }
}
