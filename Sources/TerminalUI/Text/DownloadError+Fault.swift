import DownloadCore

extension DownloadError {
    /// The fault to show; with the status where it says more than the kind.
    var fault: Fault {
        var fault =
            switch (kind, status) {
            case (.security, _) where lacksTLS: Self.withoutTLS
            case (.credentials, _) where lacksLogin: Self.withoutLogin
            case (.credentials, _) where wantsToken: Self.withoutToken
            case (.badURL, _) where isOption: Self.wrongOption
            case (.status, 403): Self.denied
            default: kind.fault
            }
        fault.words = faultWords + (status.map { " (\($0))" } ?? "")
        switch (kind, status) {
        case (.security, _) where cause.contains("host key"): fault.field = .hostKey
        case (.security, _) where cause.contains("client certificate"): fault.field = .certificate
        case (.credentials, 407): fault.field = .proxy
        default: break
        }
        return fault
    }

    /// The cause without what the fault has said already; `nil` when nothing is left.
    var detail: String? {
        // The key, the kept bytes and the status say all of it.
        if kind == .expired { return nil }
        var rest = Substring(brief)
        if let status, rest.prefix(while: { $0 != " " }) == "\(status)" {
            guard let colon = rest.firstRange(of: ": ") else { return nil }
            rest = rest[colon.upperBound...]
        }
        let words = faultWords
        if rest.hasPrefix(words) {
            let after = rest.dropFirst(words.count)
            guard let sign = after.first else { return nil }
            if ";:,".contains(sign) { rest = after.dropFirst().drop { $0 == " " } }
        }
        return rest.isEmpty ? nil : FormWords.text(of: String(rest))
    }

    /// Whether the server does not support TLS, which its URL or an option demands.
    private var lacksTLS: Bool { kind == .security && cause.contains("does not support TLS") }

    private static let withoutTLS = Fault(
        "TLS not supported",
        "Use an address or an option without TLS, if you trust the network in between.",
        [.init(.edit, "edit URL"), .init(.replaceURL), .init(.retry), .init(.remove)])

    /// Whether the server or proxy offers only authentication that is not supported.
    private var lacksLogin: Bool {
        kind == .credentials && cause.contains("authentication, which is not supported")
    }

    private static let withoutLogin = Fault(
        "login not supported",
        "Use another server or proxy, or download the file with a browser.",
        [.init(.edit, "edit"), .init(.replaceURL), .init(.retry), .init(.remove)])

    /// Whether the server requires a bearer token.
    private var wantsToken: Bool { kind == .credentials && cause.contains("bearer token") }

    private static let withoutToken = Fault(
        "login required", "Enter the bearer token of this server.",
        [.init(.edit, "set token"), .init(.retry), .init(.remove)], field: .bearer)

    /// Whether an option of the command line cannot be honoured, rather than the URL.
    private var isOption: Bool { kind == .badURL && cause.contains("(--") }

    private static let wrongOption = Fault(
        "unusable option",
        "Retry when the option can be used, or add the download again without it.",
        [.init(.retry), .init(.remove)])

    private static let denied = Fault(
        "access denied",
        "Copy a fresh link from the web page and paste it, or set the login of this server.",
        [.init(.replaceURL), .init(.edit, "set login"), .init(.retry), .init(.remove)],
        field: .credentials)

    /// How much space is missing, as far as the cause tells: `, needs 24.0 MiB more`.
    private var missingSpace: String {
        guard let start = cause.firstRange(of: ": needs "),
            let end = cause[start.upperBound...].firstRange(of: " more (")
        else { return "" }
        return ", needs \(cause[start.upperBound..<end.lowerBound]) more"
    }

    /// The words of the fault without the status.
    private var faultWords: String {
        switch (kind, status) {
        case (.diskFull, _): kind.fault.words + missingSpace
        case (.status, 404): "not found"
        case (.status, 410): "no longer available"
        case (.status, 403): "access denied"
        case (.status, 451): "blocked for legal reasons"
        case (.status, 402): "payment required"
        case (.status, .some(500...)): "server error"
        case (.security, _) where lacksTLS: Self.withoutTLS.words
        case (.credentials, _) where lacksLogin: Self.withoutLogin.words
        case (.badURL, _) where isOption: Self.wrongOption.words
        case (.disk, _) where cause.lowercased().contains("permission"): "permission denied"
        default: kind.fault.words
        }
    }
}
