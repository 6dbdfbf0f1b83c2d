import DownloadCore

/// The facts about a download, line by line.
struct InfoLines {
    /// A label and a text; a line without a label continues the one before.
    struct Line: Hashable {
        var label: String
        var text: String
        var ink = Ink.text
    }

    /// Returns the column of the text in a pane.
    static func indent(_ width: Int) -> Int { width < 50 ? 14 : 16 }

    /// Returns the lines, wrapped to a width.
    func wrapped(width: Int) -> [Line] {
        lines.flatMap { line in
            Text.lines(line.text, width: max(8, width)).enumerated().map { index, text in
                Line(label: index == 0 ? line.label : "", text: text, ink: line.ink)
            }
        }
    }

    private(set) var lines: [Line] = []
    var count: Int { lines.count }

    init(_ download: DownloadSnapshot, options: InterfaceOptions) {
        addFile(download, options)
        addCertificate(download)
        addServer(download)
        addRequest(download)
    }

    private mutating func add(_ label: String, _ text: String?, _ ink: Ink = .text) {
        guard let text, !text.isEmpty else { return }
        lines.append(Line(label: label, text: text, ink: ink))
    }

    private mutating func addFile(_ download: DownloadSnapshot, _ options: InterfaceOptions) {
        add("state", RowMessage(download, options)?.text ?? download.stateWord, download.look.ink)
        add("file", download.path)
        if let length = download.length {
            add("size", "\(Units.bytes(length)) (\(Units.grouped(length)) bytes)")
        } else {
            add("size", "unknown")
        }
        if download.state != .done {
            add("downloaded", "\(Units.grouped(download.received)) bytes")
        }
        addDigest(download)
        addPieces(download)
        let zone = options.secondsFromUTC
        if download.added > 0 { add("added", Units.date(download.added, secondsFromUTC: zone)) }
        if let finished = download.finished {
            add("done", Units.date(finished, secondsFromUTC: zone))
        }
    }

    private mutating func addCertificate(_ download: DownloadSnapshot) {
        guard let certificate = download.certificate else { return }
        for (index, fact) in certificate.facts.enumerated() {
            add(index == 0 ? "certificate" : "", "\(fact.label) \(fact.text)", .failed)
        }
    }

    private mutating func addDigest(_ download: DownloadSnapshot) {
        let given = download.request.checksum.map { ExpectedDigest($0, from: .user) }
        guard let digest = download.digest ?? given else {
            switch download.request.digestSource {
            case .server: break
            case .file: add("checksum", "looked for in a file next to the source")
            case .none: add("checksum", "not verified")
            }
            return
        }
        let result =
            switch download.state {
            case .done: digest.checksum.algorithm.isStrong ? ", verified" : ", verified (weak)"
            case .checking: ", verifying"
            default: ""
            }
        add(download.state == .done ? "checked" : "checksum", digest.words + result)
        add("", digest.checksum.hex)
    }

    private mutating func addPieces(_ download: DownloadSnapshot) {
        guard let pieces = download.pieces else { return }
        let wrong = pieces.wrong > 0 ? ", \(pieces.wrong) wrong" : ""
        add(
            "pieces",
            "\(pieces.right) of \(pieces.count) verified\(wrong)"
                + " (\(pieces.algorithm.name), \(Units.bytes(pieces.length)) each)",
            pieces.wrong > 0 ? .retrying : .text)
    }

    private mutating func addSources(_ download: DownloadSnapshot) {
        guard download.sources.count > 1 else {
            for (index, source) in download.request.sources.enumerated() {
                add(index == 0 ? "URL" : "mirror", URLText.withoutUser(source))
            }
            return
        }
        for (index, source) in download.sources.enumerated() {
            add(index == 0 ? "URL" : source.isOffered ? "from server" : "mirror", source.url)
            switch source.state {
            case .untried: add("", "not contacted yet", .muted)
            case .confirmed where download.state == .done: add("", "has this file", .muted)
            case .confirmed:
                let lanes = source.connections
                let speed = lanes > 0 ? ", \(Units.speed(source.bytesPerSecond))" : ""
                add(
                    "", "has this file; \(Units.count(lanes, "connection"))\(speed)",
                    .running)
            case .withoutRanges(let why): add("", "cannot help: \(why)", .retrying)
            case .dropped(let error): add("", "dropped: \(error.brief)", .failed)
            }
        }
    }

    private mutating func addServer(_ download: DownloadSnapshot) {
        addSources(download)
        switch download.ranges {
        case .unknown: break
        case .given: add("ranges", "supported (fragments, resume)")
        case .none(let why): add("ranges", "not supported: \(why)", .retrying)
        }
        let fragments = download.request.fragments == .auto ? "auto" : "fixed"
        let note = download.connectionsNote
        add(
            "connections",
            "\(download.wantedFragments), \(fragments)"
                + (note.map { $0.isSentence ? "; \($0.text)" : " (\($0.text))" } ?? ""))
        guard let server = download.server else { return }
        if server.redirects > 0 {
            let times = server.redirects == 1 ? "1 redirect" : "\(server.redirects) redirects"
            add("redirects to", "\(server.finalURL ?? server.host) (\(times))")
        }
        add("server", server.host + (server.software.map { ", \($0)" } ?? ""))
        add(
            "protocol",
            [server.protocolVersion, server.security].compactMap(\.self).joined(separator: ", "))
        if let key = server.trustedKey {
            add(
                "certificate",
                "not verified; you trust \(ServerCertificate.fingerprint(key))", .failed)
        }
        add("type", server.mediaType)
        add("ETag", server.entityTag)
        add("modified", server.lastModified)
        if server.entityTag == nil, server.lastModified == nil {
            add("validator", "none; changes on the server cannot be detected", .retrying)
        }
        if let ceiling = server.connectionCeiling {
            add("server limit", Units.count(ceiling, "connection"))
        }
        if let cap = server.rangeCap {
            add("server limit", "\(Units.bytes(cap)) per range")
        }
    }

    private mutating func addRequest(_ download: DownloadSnapshot) {
        let request = download.request
        let transport = request.transport
        if let limit = request.limit { add("limit", Units.speed(Double(limit)), .paused) }
        add("user agent", transport.userAgent)
        add("referer", transport.referer)
        // Values of headers and cookies may be secrets: names suffice.
        for header in transport.headers {
            add("header", header.prefix { $0 != ":" } + ": …")
        }
        if transport.cookies != nil || transport.cookieFile != nil {
            add("cookies", transport.cookieFile ?? "set")
        }
        if transport.credentials != nil || transport.bearer != nil { add("user", "set") }
        if let proxy = transport.proxy {
            add("proxy", proxy.isEmpty ? "none" : URLText.withoutUser(proxy))
        }
        if transport.insecure {
            add("TLS, SSH", "certificates and host keys are not checked", .failed)
        }
        add("if it exists", request.onExists == .rename ? nil : request.onExists.rawValue)
    }
}
