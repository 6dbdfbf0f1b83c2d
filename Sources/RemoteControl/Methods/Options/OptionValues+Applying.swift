import DownloadCore

/// Applies options to a request.
extension OptionValues {
    /// Changes a request as the options say.
    ///
    /// - Parameters:
    ///   - request: The request; its sources decide which proxy and which credentials are meant.
    ///   - name: The name of its file, if it is known: that may stay, and so may its folder.
    ///   - folders: The allowed folders.
    /// - Throws: `RPCError` for a value that is not allowed.
    func apply(
        to request: inout DownloadRequest, named name: String? = nil, within folders: FolderRule
    ) throws(RPCError) {
        try applyPlace(to: &request, name, folders)
        try applyExisting(to: &request)
        try applyFragments(to: &request)
        try applyOverrides(to: &request.overrides)
        try applyHeaders(to: &request)
        let scheme = request.sources.first.flatMap { try? SourceURL($0) }?.scheme
        applyProxy(to: &request.transport, scheme)
        applyCredentials(to: &request.transport, scheme)
        if let text = text(.maxDownloadLimit) {
            do throws(RateText.Problem) {
                request.limit = try RateText.bytesPerSecond(text)
            } catch {
                throw .option("max-download-limit", error.description)
            }
        }
        if let flag = try flag(.checkCertificate) { request.transport.insecure = !flag }
        if let flag = try flag(.noNetrc) { request.transport.usesNetrc = !flag }
        if let text = text(.checksum) { request.checksum = try Self.checksum(text) }
        switch text(.followMetalink) {
        case nil: break
        case "true", "mem": request.metalink = .read
        case "false": request.metalink = .file
        default: throw .option("follow-metalink", "write true, false or mem")
        }
        if let problem = request.transport.problem {
            throw .option(Self.aria2Name(of: problem.setting), problem.reason)
        }
    }

    private func applyPlace(
        to request: inout DownloadRequest, _ name: String?, _ folders: FolderRule
    ) throws(RPCError) {
        if let dir = text(.dir), dir != request.directory {
            do throws(FolderRule.Problem) {
                request.directory = try folders.folder(dir)
            } catch {
                throw .option("dir", error.reason)
            }
        }
        guard let out = text(.out), out != name else { return }
        guard !out.isEmpty else { return request.name = nil }
        do throws(FolderRule.Problem) {
            let place = try FolderRule.place(out, in: request.directory)
            request.directory = place.folder
            request.name = place.name
        } catch {
            throw .option("out", error.reason)
        }
    }

    private func applyExisting(to request: inout DownloadRequest) throws(RPCError) {
        let (overwrites, renames) = (try flag(.allowOverwrite), try flag(.autoFileRenaming))
        switch (overwrites, renames) {
        case (nil, nil): break
        case (true, _): request.onExists = .overwrite
        case (_, false): request.onExists = .fail
        case (_, true): request.onExists = .rename
        case (false, nil):
            if request.onExists == .overwrite { request.onExists = .rename }
        }
    }

    /// `split` is the number of connections, unless `max-connection-per-server` allows fewer to a
    /// single server.
    private func applyFragments(to request: inout DownloadRequest) throws(RPCError) {
        func count(_ option: DownloadOption) throws(RPCError) -> Int? {
            guard let text = text(option), !text.isEmpty else { return nil }
            guard let count = Int(text), count > 0 else {
                throw .option(option.rawValue, "write a number from 1 to 64")
            }
            return min(count, FragmentCount.allowed.upperBound)
        }
        let (split, perServer) = (try count(.split), try count(.maxConnectionPerServer))
        guard var count = split ?? perServer else { return }
        let servers = Set(request.sources.map { (try? SourceURL($0))?.hostKey }).count
        if let perServer { count = min(count, perServer * max(1, servers)) }
        request.fragments = .fixed(count)
    }

    private func applyOverrides(to overrides: inout DownloadOverrides) throws(RPCError) {
        if let text = text(.maxTries) {
            guard let tries = Int(text), DownloadOverrides.allowedTries.contains(tries) else {
                throw .option("max-tries", "write a number from 1 to 1000, or 0 for no limit")
            }
            overrides.tries = tries
        }
        if let text = text(.timeout) {
            guard let seconds = Int(text), 1...600 ~= seconds else {
                throw .option("timeout", "write a number of seconds from 1 to 600")
            }
            overrides.timeout = Double(seconds)
        }
        if let flag = try flag(.remoteTime) { overrides.usesServerTime = flag }
    }

    private func applyHeaders(to request: inout DownloadRequest) throws(RPCError) {
        if let text = text(.userAgent) { request.transport.userAgent = text.isEmpty ? nil : text }
        if let text = text(.referer) { request.transport.referer = text.isEmpty ? nil : text }
        guard let lines = lines(.header) else { return }
        request.transport.headers = []
        request.transport.cookies = nil
        for line in lines where !line.isEmpty {
            if let problem = TransportRule.problem(inLine: line) {
                throw .option("header", problem)
            }
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                throw .option("header", "a header line has the form \"Name: value\"")
            }
            let name = String(line[..<colon]).asciiLowercased
            let value = String(Substring(line.utf8[line.utf8.index(after: colon)...].trimmed))
            switch name {
            // pdl-tui sets these itself for each fragment; extensions pass on all of the browser's.
            case "host", "connection": break
            case _ where TransportRule.reservedFields.contains(name): break
            case "cookie":
                let known = request.transport.cookies.map { $0 + "; " } ?? ""
                if !value.isEmpty { request.transport.cookies = known + value }
            case "user-agent" where !has(.userAgent): request.transport.userAgent = value
            case "referer" where !has(.referer): request.transport.referer = value
            case "user-agent", "referer": break
            default: request.transport.headers.append(line)
            }
        }
    }

    private func applyProxy(to transport: inout TransportOptions, _ scheme: SourceURL.Scheme?) {
        let name = scheme.map { $0.isFTP ? "ftp" : $0.rawValue } ?? ""
        let own = DownloadOption(rawValue: "\(name)-proxy")
        if let proxy = own.flatMap(text) ?? text(.allProxy) { transport.proxy = proxy }
    }

    private func applyCredentials(
        to transport: inout TransportOptions, _ scheme: SourceURL.Scheme?
    ) {
        let isHTTP = scheme?.isHTTP ?? true
        let name = text(isHTTP ? .httpUser : .ftpUser)
        let password = text(isHTTP ? .httpPasswd : .ftpPasswd)
        guard name != nil || password != nil else { return }
        let known = transport.credentials?.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false
        ).map(String.init)
        transport.credentials =
            (name ?? known?.first ?? "") + ":" + (password ?? known?.dropFirst().first ?? "")
    }

    private static func checksum(_ text: String) throws(RPCError) -> Checksum? {
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let checksum = Checksum(parts.joined(separator: ":")) else {
            throw .option(
                "checksum", "write sha-256=HEX; sha-1, sha-256, sha-512 and md5 are supported")
        }
        return checksum
    }

    /// Returns aria2's name of a setting of pdl-tui.
    private static func aria2Name(of setting: String) -> String {
        switch setting {
        case "cookie": "header"
        case "user": "http-user"
        case "proxy": "all-proxy"
        default: setting
        }
    }
}
