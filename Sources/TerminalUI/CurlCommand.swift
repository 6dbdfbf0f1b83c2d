import DownloadCore

/// A command as browsers copy it with "Copy as cURL".
package enum CurlCommand {
    /// What a command could not be understood for, in words.
    package struct Problem: Error, Hashable, Sendable {
        /// One line.
        package var description: String
    }

    /// Whether a text is meant as such a command.
    package static func isLikely(_ text: String) -> Bool {
        let words = text.drop(while: \.isWhitespace).prefix(5)
        return words == "curl " || words == "curl\n" || words == "curl\t"
    }

    /// The request that a command makes, with everything else from `template`.
    package static func request(
        from text: String, template: DownloadRequest
    ) throws(Problem) -> DownloadRequest {
        var request = template
        request.sources = []
        var words = try words(of: text)[...]
        guard words.popFirst() == "curl" else { throw Problem(description: "no curl command") }
        while var word = words.popFirst() {
            guard word.first == "-", word.count > 1 else {
                request.sources.append(word)
                continue
            }
            var value: String?
            if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
                value = String(word[word.index(after: equals)...])
                word = String(word[..<equals])
            } else if !word.hasPrefix("--"), word.count > 2,
                takesValue.contains(String(word.prefix(2)))
            {
                value = String(word.dropFirst(2))
                word = String(word.prefix(2))
            }
            if takesValue.contains(word) {
                guard let argument = value ?? words.popFirst() else {
                    throw Problem(description: "\(word) has no value in the curl command")
                }
                try apply(word, argument, to: &request)
            } else if word == "-k" || word == "--insecure" {
                request.transport.insecure = true
            } else if word == "-n" || word == "--netrc" {
                request.transport.usesNetrc = true
            }
        }
        guard let url = request.sources.first else {
            throw Problem(description: "the curl command has no URL")
        }
        if let wrong = request.sources.lazy.compactMap({ URLText.problem(with: $0) }).first {
            throw Problem(description: wrong)
        }
        request.sources = [url]
        return request
    }

    private static let takesValue: Set<String> = [
        "-H", "--header", "-A", "--user-agent", "-e", "--referer", "-b", "--cookie", "-u", "--user",
        "-x", "--proxy", "-o", "--output", "-X", "--request", "-d", "--data", "--data-raw",
        "--data-binary", "--data-urlencode", "-F", "--form", "--url", "--cacert", "-E", "--cert",
        "--key", "-m", "--max-time", "--connect-timeout", "-r", "--range", "--oauth2-bearer",
        "--limit-rate", "--interface", "-T", "--upload-file", "--resolve", "-c", "--cookie-jar",
    ]

    private static func apply(
        _ option: String, _ value: String, to request: inout DownloadRequest
    ) throws(Problem) {
        switch option {
        case "-H", "--header": header(value, to: &request)
        case "-A", "--user-agent": request.transport.userAgent = value
        case "-e", "--referer": request.transport.referer = value
        case "-b", "--cookie":
            if value.contains("=") {
                request.transport.cookies = value
            } else {
                request.transport.cookieFile = value
            }
        case "-u", "--user": request.transport.credentials = value
        case "-x", "--proxy": request.transport.proxy = value
        case "--oauth2-bearer": request.transport.bearer = value
        case "--cacert": request.transport.certificateAuthority = value
        case "-E", "--cert": request.transport.clientCertificate = value
        case "--key": request.transport.clientKey = value
        case "--interface": request.transport.interface = value
        case "--url": request.sources.insert(value, at: 0)
        case "-o", "--output":
            let name = value.split(separator: "/").last.map { String($0) }
            if value != "-" { request.name = name }
        case "--limit-rate": request.limit = Units.rate(value)
        case "-X", "--request":
            if value.uppercased() != "GET" {
                throw Problem(description: "the curl command sends \(Text.visible(value)), not GET")
            }
        case "-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "-F", "--form",
            "-T",
            "--upload-file":
            throw Problem(
                description: "the curl command sends data (\(option)); only GET is fetched")
        default: break
        }
    }

    /// Takes a header field; those that pdl-tui sets itself per fragment are left out.
    private static func header(_ line: String, to request: inout DownloadRequest) {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let name = parts.first?.lowercased() else { return }
        let value = String(parts[1].drop { $0 == " " })
        switch name {
        case "range", "if-range", "accept-encoding", "host", "connection", "content-length": break
        case "if-none-match", "if-modified-since", "if-match", "if-unmodified-since": break
        case "user-agent": request.transport.userAgent = value
        case "referer": request.transport.referer = value
        case "cookie": request.transport.cookies = value
        default: request.transport.headers.append(line)
        }
    }

    /// The words of a command line, as a POSIX shell parts them; also `$'…'` as bash has it.
    static func words(of text: String) throws(Problem) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else { break }
                if !next.isNewline { word = (word ?? "") + String(next) }
            case "'": word = (word ?? "") + (try quoted(&rest, until: "'"))
            case "\"": word = (word ?? "") + (try doubleQuoted(&rest))
            case "$" where rest.first == "'":
                rest.removeFirst()
                word = (word ?? "") + (try ansiQuoted(&rest))
            case "^" where rest.first?.isNewline ?? false: rest.removeFirst()
            case _ where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return words
    }

    private static func quoted(
        _ rest: inout Substring, until end: Character
    ) throws(Problem) -> String {
        guard let index = rest.firstIndex(of: end) else {
            throw Problem(description: "a quote in the curl command does not end")
        }
        defer { rest = rest[rest.index(after: index)...] }
        return String(rest[..<index])
    }

    private static func doubleQuoted(_ rest: inout Substring) throws(Problem) -> String {
        var result = ""
        while let character = rest.popFirst() {
            if character == "\"" { return result }
            if character == "\\", let next = rest.first, "\"\\$`".contains(next) {
                result.append(next)
                rest.removeFirst()
            } else {
                result.append(character)
            }
        }
        throw Problem(description: "a quote in the curl command does not end")
    }

    private static func ansiQuoted(_ rest: inout Substring) throws(Problem) -> String {
        var result = ""
        while let character = rest.popFirst() {
            if character == "'" { return result }
            guard character == "\\", let next = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch next {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "u", "x":
                let digits = rest.prefix(next == "u" ? 4 : 2).prefix { $0.isHexDigit }
                rest = rest.dropFirst(digits.count)
                if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                    result.unicodeScalars.append(scalar)
                }
            default: result.append(next)
            }
        }
        throw Problem(description: "a quote in the curl command does not end")
    }
}
