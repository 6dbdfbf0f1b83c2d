import DownloadCore

/// The form for new downloads or for editing one.
struct DownloadForm: Hashable, Sendable {
    /// A problem and its field.
    struct Problem: Hashable, Sendable {
        var item: Item
        var text: String
    }

    /// The edited download; `nil` for new ones.
    var edited: DownloadID?
    var fields: [Item: TextField]
    var focus = Item.urls
    var showsMore = false
    /// A field that is shown besides the basic ones.
    private(set) var revealed: Item?
    /// The problem to show under its field.
    var problem: Problem?
    /// The folders that match the typed text.
    var completions: [String] = []
    /// Whether the text has changed since folders were looked up.
    var hasTyped = false
    /// The request for all values that have no field.
    var base: DownloadRequest
    /// The ignored options of a curl command without which the download may differ.
    var omitted: [String] = []
    /// Whether the URLs, in some form, have been refused.
    private var wasRefused = false

    /// Creates a form filled from a request.
    init(_ request: DownloadRequest, edited: DownloadID? = nil, urls: String) {
        self.base = request
        self.edited = edited
        let transport = request.transport
        let texts: [Item: String] = [
            .urls: urls,
            .directory: request.directory,
            .name: request.name ?? "",
            .fragments: { if case .fixed(let n) = request.fragments { "\(n)" } else { "" } }(),
            .checksum: request.checksum.map { "\($0.algorithm.rawValue):\($0.hex)" }
                ?? (request.digestSource == .server ? "" : request.digestSource.rawValue),
            .limit: request.limit.map { Self.rate($0) } ?? "",
            .mirrors: request.sources.dropFirst().joined(separator: "\n"),
            .userAgent: transport.userAgent ?? "", .referer: transport.referer ?? "",
            .cookies: transport.cookies ?? "",
            .headers: transport.headers.joined(separator: "\n"),
            .credentials: transport.credentials ?? "", .proxy: transport.proxy ?? "",
            .bearer: transport.bearer ?? "", .authority: transport.certificateAuthority ?? "",
            .certificate: transport.clientCertificate ?? "", .key: transport.clientKey ?? "",
            .hostKey: transport.hostKey ?? "", .trust: transport.insecure ? "insecure" : "",
            .httpVersion: transport.httpVersion == .http1 ? "" : transport.httpVersion.rawValue,
        ]
        fields = texts.reduce(into: [:]) { fields, entry in
            fields[entry.key] = TextField(entry.value, isMultiline: entry.key.isMultiline)
        }
    }

    /// The visible fields, in order.
    var items: [Item] {
        Item.allCases.filter {
            $0.isBasic || showsMore || $0 == revealed || $0 == .mirrors && edited != nil
        }
    }

    /// Shows a field and moves the focus to it.
    mutating func reveal(_ item: Item) {
        if !item.isBasic { revealed = item }
        focus = item
    }

    /// Returns the text of a field without surrounding white space.
    func text(_ item: Item) -> String { Self.trimmed(fields[item]?.text ?? "") }

    /// The invalid URL and the URL that was probably meant.
    var suggestion: (wrong: String, right: String)? {
        guard let item = problem?.item, item == .urls || item == .mirrors else { return nil }
        for url in URLText.list(in: text(item)) {
            if let right = URLText.suggestion(for: url) { return (url, right) }
        }
        return nil
    }

    /// Replaces the invalid URL with the suggestion.
    mutating func acceptSuggestion() {
        guard let item = problem?.item, let suggestion else { return }
        let lines = URLText.list(in: text(item)).map {
            $0 == suggestion.wrong ? suggestion.right : $0
        }
        fields[item] = TextField(lines.joined(separator: "\n"), isMultiline: true)
        problem = nil
    }

    /// Moves to the next or previous field.
    mutating func moveFocus(by step: Int) {
        let items = items
        let index = (items.firstIndex(of: focus) ?? 0) + step
        focus = items[(index + items.count) % items.count]
        completions = []
        hasTyped = false
    }

    /// Replaces a pasted curl command with the fields that it sets.
    ///
    /// Several commands stay as they are: each has its own fields.
    mutating func absorbCurlCommand() throws(CurlCommand.Problem) {
        let results = try CurlCommand.results(from: text(.urls), template: base)
        if results.count == 1 { self = filled(from: results[0]) }
        omitted = results.flatMap(\.omitted)
    }

    /// Returns the form with the fields that a curl command sets.
    func filled(from result: CurlCommand.Result) -> DownloadForm {
        var form = DownloadForm(
            result.request, edited: edited, urls: result.urls.joined(separator: "\n"))
        form.omitted = result.omitted
        for item in [Item.fragments, .checksum] { form.fields[item] = fields[item] }
        if result.request.directory == base.directory {
            form.fields[.directory] = fields[.directory]
        }
        form.showsMore = showsMore
        form.focus = focus
        return form
    }

    /// Returns the requests of several curl commands, each with everything else from the form.
    private mutating func requests(
        of results: [CurlCommand.Result], home: String?, folders: KindFolders
    ) -> [DownloadRequest]? {
        guard edited == nil else { return fail(.urls, Self.severalURLs) }
        omitted = results.flatMap(\.omitted)
        var all: [DownloadRequest] = []
        for result in results {
            var form = filled(from: result)
            guard let requests = form.requests(home: home, folders: folders) else {
                return form.problem.flatMap { fail($0.item, $0.text) }
            }
            all += requests
        }
        return all
    }

    private static let severalURLs = "only one URL; put alternatives under Mirrors"

    /// Returns the requests of the form; on a problem shows it under its field.
    ///
    /// - Parameters:
    ///   - home: The user's home folder, for `~/`.
    ///   - folders: The folders by kind of file, used when the form's folder was not changed.
    ///   - pasted: A text that replaces the URL field; it may be longer than a field.
    /// - Returns: One request per URL; `nil` when there is a problem.
    mutating func requests(
        home: String?, folders: KindFolders = KindFolders(), pasted: String? = nil
    ) -> [DownloadRequest]? {
        problem = nil
        var pasted = pasted
        if CurlCommand.isLikely(pasted ?? text(.urls)) {
            let results: [CurlCommand.Result]
            do throws(CurlCommand.Problem) {
                results = try CurlCommand.results(from: pasted ?? text(.urls), template: base)
            } catch {
                return fail(.urls, error.description)
            }
            guard results.count == 1 else {
                return requests(of: results, home: home, folders: folders)
            }
            self = filled(from: results[0])
            pasted = nil
        }
        let urls = URLText.list(in: pasted ?? text(.urls))
        guard !urls.isEmpty else { return fail(.urls, "type or paste a URL") }
        if edited != nil, urls.count > 1 {
            return fail(.urls, Self.severalURLs)
        }
        for url in urls {
            if let wrong = URLText.problem(with: url) { return fail(.urls, wrong) }
        }
        let mirrors = URLText.list(in: text(.mirrors))
        for url in mirrors {
            if let wrong = URLText.problem(with: url) { return fail(.mirrors, wrong) }
        }
        var request = base
        request.directory = Self.expanded(text(.directory), home: home)
        guard request.directory.hasPrefix("/") else {
            return fail(.directory, "enter a path that starts with / or ~/")
        }
        let isDigest = !text(.checksum).isEmpty && DigestSource(option: text(.checksum)) == nil
        if urls.count > 1, !text(.name).isEmpty || !mirrors.isEmpty || isDigest {
            let item: Item = !text(.name).isEmpty ? .name : mirrors.isEmpty ? .checksum : .mirrors
            return fail(item, "\(urls.count) URLs cannot share this; leave it empty")
        }
        let name = text(.name)
        if name.contains("/") || name == "." || name == ".." || name.utf8.count > 255 {
            return fail(.name, "a name, not a path, of at most 255 bytes")
        }
        request.name = name.isEmpty ? nil : name
        do throws(Prompt.Wrong) { request.fragments = try Prompt.fragments(text(.fragments)) } catch
        {
            return fail(.fragments, error.words)
        }
        do throws(Prompt.Wrong) { request.limit = try Prompt.limit(text(.limit)) } catch {
            return fail(.limit, error.words)
        }
        request.checksum = nil
        request.digestSource = DigestSource(option: text(.checksum)) ?? .server
        if isDigest {
            guard let checksum = Checksum(text(.checksum)) else {
                return fail(
                    .checksum,
                    "write auto, none, or sha256: and 64 hexadecimal digits; or sha512, sha1, md5")
            }
            request.checksum = checksum
        }
        guard fill(&request.transport, home: home) else { return nil }
        return urls.map { url in
            var one = request
            one.sources = [url] + mirrors
            // What was entered for a known download earlier beats its URL.
            RequestLogin.replace(base.transport, in: &one.transport, for: edited == nil ? url : "")
            one = one.normalized
            if let folder = kindFolder(for: url, folders) { one.directory = folder }
            return one
        }
    }

    /// Returns the folder for a new download by its kind; `nil` is the form's folder.
    func kindFolder(for url: String, _ folders: KindFolders) -> String? {
        guard edited == nil, text(.directory) == base.directory else { return nil }
        let name = text(.name)
        return name.isEmpty ? folders.folder(forURL: url) : folders.folder(forName: name)
    }

    /// The typed URLs; none while the field contains a curl command.
    var urls: [String] {
        CurlCommand.isLikely(text(.urls)) ? [] : URLText.list(in: text(.urls))
    }

    /// Returns the folders by kind for these downloads; `nil` when all use the form's folder.
    func kindNote(_ folders: KindFolders) -> String? {
        let urls = urls
        let kinds = urls.compactMap { kindFolder(for: $0, folders) }
        guard !kinds.isEmpty else { return nil }
        var names: [String] = []
        for kind in kinds where !names.contains(kind) { names.append(kind) }
        let here = urls.count - kinds.count
        return "by kind: " + names.joined(separator: ", ")
            + (here > 0 ? "; \(here) of \(urls.count) here" : "")
    }

    private mutating func fill(_ transport: inout TransportOptions, home: String?) -> Bool {
        func value(_ item: Item) -> String? { text(item).isEmpty ? nil : text(item) }
        transport.userAgent = value(.userAgent)
        transport.referer = value(.referer)
        transport.cookies = value(.cookies)
        transport.credentials = value(.credentials)
        transport.proxy = value(.proxy)
        transport.bearer = value(.bearer)
        transport.certificateAuthority = value(.authority).map { Self.expanded($0, home: home) }
        transport.clientCertificate = value(.certificate).map { Self.expanded($0, home: home) }
        transport.clientKey = value(.key).map { Self.expanded($0, home: home) }
        transport.hostKey = value(.hostKey)
        switch text(.trust).lowercased() {
        case "", "verified", "verify": transport.insecure = false
        case "insecure": transport.insecure = true
        default:
            _ = fail(.trust, "write insecure, or leave it empty")
            return false
        }
        let version = TransportOptions.HTTPVersion(rawValue: text(.httpVersion).lowercased())
        guard text(.httpVersion).isEmpty || version != nil else {
            _ = fail(.httpVersion, "write http1 or http2")
            return false
        }
        transport.httpVersion = version ?? .http1
        for item in [Item.authority, .certificate, .key] {
            guard let path = value(item), !Self.expanded(path, home: home).hasPrefix("/") else {
                continue
            }
            _ = fail(item, "enter a path that starts with / or ~/")
            return false
        }
        transport.headers = text(.headers).split(whereSeparator: \.isNewline).map { String($0) }
        guard let wrong = transport.problem else { return true }
        let item: Item =
            switch wrong.setting {
            case "user-agent": .userAgent
            case "referer": .referer
            case "cookie": .cookies
            case "user": .credentials
            case "proxy": .proxy
            case "bearer": .bearer
            case "cacert": .authority
            case "cert": .certificate
            case "key": .key
            case "host-key": .hostKey
            default: .headers
            }
        problem = Problem(item: item, text: Text.visible(wrong.reason))
        reveal(item)
        return false
    }

    /// Shows why the URLs cannot be used.
    mutating func refuse(_ reason: String) { _ = fail(.urls, reason) }

    /// Returns whether the URLs have been refused, and would be again.
    func isRefused(home: String?) -> Bool {
        var form = self
        return wasRefused && form.requests(home: home) == nil && form.problem?.item == .urls
    }

    private mutating func fail(_ item: Item, _ text: String) -> [DownloadRequest]? {
        problem = Problem(item: item, text: text)
        if item == .urls, !self.text(.urls).isEmpty { wasRefused = true }
        reveal(item)
        return nil
    }

    /// Returns a path with its leading `~` replaced by the home folder.
    static func expanded(_ path: String, home: String?) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// Returns `text` without surrounding white space.
    static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        rest = rest.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace ?? false { rest.removeLast() }
        return String(rest)
    }

    /// Returns a rate in the form in which it is typed.
    static func rate(_ bytesPerSecond: Int64) -> String {
        for (size, letter) in [(Int64(1) << 30, "G"), (1 << 20, "M"), (1 << 10, "K")]
        where bytesPerSecond % size == 0 && bytesPerSecond > 0 {
            return "\(bytesPerSecond / size)\(letter)"
        }
        return "\(bytesPerSecond)"
    }
}
