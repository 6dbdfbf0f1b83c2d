import DownloadCore

/// The options of a request, as `getOption` and `getGlobalOption` report them.
///
/// Secrets are replaced by marks. Each value is accepted by `changeOption` and changes nothing.
struct OptionReport {
    private var members: [JSONValue.Member] = []

    /// Reports a download's options.
    ///
    /// - Parameters:
    ///   - request: Its request.
    ///   - name: The name of its file; `nil` for the defaults of new downloads.
    init(_ request: DownloadRequest, name: String?) {
        let request = request.concealed
        let transport = request.transport
        set(.allProxy, transport.proxy)
        if request.onExists != .skip {
            set(.allowOverwrite, request.onExists == .overwrite)
            set(.autoFileRenaming, request.onExists == .rename)
        }
        set(.checkCertificate, !transport.insecure)
        set(.checksum, request.checksum.map { "\($0.algorithm.name)=\($0.hex)" })
        set(.dir, request.directory)
        set(.followMetalink, request.metalink == .read)
        setHeaders(transport)
        let isHTTP = request.sources.first.flatMap { try? SourceURL($0) }?.isHTTP ?? true
        if let credentials = transport.credentials {
            set(isHTTP ? .httpUser : .ftpUser, Self.user(of: credentials))
        }
        if case .fixed(let count) = request.fragments {
            set(.maxConnectionPerServer, "\(count)")
            set(.split, "\(count)")
        }
        set(.maxDownloadLimit, "\(request.limit ?? 0)")
        set(.maxTries, request.overrides.tries.map(String.init))
        set(.noNetrc, !transport.usesNetrc)
        set(.out, name)
        set(.referer, transport.referer)
        if let flag = request.overrides.usesServerTime { set(.remoteTime, flag) }
        set(.timeout, request.overrides.timeout.map { String(Int($0.rounded(.up))) })
        set(.userAgent, transport.userAgent)
    }

    private static func user(of credentials: String) -> String {
        String(Substring(credentials.utf8.prefix { $0 != UInt8(ascii: ":") }))
    }

    private mutating func set(_ option: DownloadOption, _ text: String?) {
        guard let text else { return }
        members.append(JSONValue.Member(option.rawValue, .string(text)))
    }

    private mutating func set(_ option: DownloadOption, _ flag: Bool) {
        set(option, flag ? "true" : "false")
    }

    private mutating func setHeaders(_ transport: TransportOptions) {
        var lines = transport.headers
        if let cookies = transport.cookies { lines.append("Cookie: \(cookies)") }
        if !lines.isEmpty { set(.header, lines.joined(separator: "\n")) }
    }

    /// Adds an option that concerns all downloads.
    mutating func add(_ name: String, _ text: String) {
        members.append(JSONValue.Member(name, .string(text)))
    }

    /// The options as an object, by name.
    var json: JSONValue { .object(members.sorted { $0.name < $1.name }) }
}
