/// The allowed values of request options, wherever they come from.
///
/// That may be the command line, the environment, the configuration file, a form, a pasted command
/// or the ledger. Each rule returns the problem in words that never quote a value which may be a
/// secret.
package enum TransportRule {
    /// The header fields that identify fragments and responses, or describe a body: a value from
    /// outside would change what a response means, or make the request invalid.
    package static let reservedFields: Set<String> = [
        "range", "if-range", "if-match", "if-none-match", "if-modified-since",
        "if-unmodified-since", "content-length", "transfer-encoding", "trailer", "upgrade",
        "accept-encoding", "te", "expect",
    ]

    /// The maximum length of an option in bytes: a longer one would not fit into a request.
    package static let longest = 64 << 10

    /// Returns the problem with text that becomes part of a line; `nil` when there is none.
    package static func problem(inLine text: String) -> String? {
        if text.utf8.count > longest { return "it is longer than \(longest) bytes" }
        let isControl: (Unicode.Scalar) -> Bool = {
            $0.properties.generalCategory == .control && $0 != "\t"
        }
        return text.unicodeScalars.contains(where: isControl)
            ? "it contains a line break or another control character" : nil
    }

    /// Returns the problem with a header line, `Name: value` (RFC 9110 section 5.1).
    package static func problem(inHeader line: String) -> String? {
        if let problem = problem(inLine: line) { return problem }
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            return "a header line has the form \"Name: value\""
        }
        let name = line.utf8[..<colon]
        guard !name.isEmpty, name.allSatisfy(\.isTokenByte) else {
            return "the name of a header consists of letters, digits and hyphens"
        }
        let word = String(decoding: name.map(\.lowercased), as: UTF8.self)
        let value = Array(line.utf8[colon...].dropFirst()).trimmed
        return switch word {
        case "host": problem(inHost: value)
        case "connection": problem(inConnection: value)
        case _ where reservedFields.contains(word):
            "the header \(word) is set by pdl-tui for each fragment; leave it out"
        default: nil
        }
    }

    /// Returns the problem with the value of a `Host` field: a host and an optional port (RFC 9110
    /// section 7.2).
    ///
    /// A request with an empty `Host` field, or without one, is invalid.
    private static func problem(inHost value: ArraySlice<UInt8>) -> String? {
        let authority = try? URLAuthority(value, scheme: .http)
        guard let authority, authority.user == nil, authority.password == nil,
            value.allSatisfy({ 0x21...0x7E ~= $0 && !"/?#@%,".utf8.contains($0) })
        else {
            return "the Host header names a host such as example.org or example.org:8080; without"
                + " it, the URL's host is sent"
        }
        return nil
    }

    /// Returns the problem with the value of a `Connection` field.
    ///
    /// It names fields that a proxy removes from the request, which may be those of a fragment (RFC
    /// 9110 section 7.6.1).
    private static func problem(inConnection value: ArraySlice<UInt8>) -> String? {
        let word = String(decoding: value.map(\.lowercased), as: UTF8.self)
        return word == "close" || word == "keep-alive"
            ? nil : "the Connection header can only be \"close\" or \"keep-alive\""
    }

    /// Returns the problem with a user name and password, `name:password`.
    package static func problem(inCredentials text: String) -> String? {
        if let problem = problem(inLine: text) { return problem }
        return text.contains(":") && text.count > 1
            ? nil : "a colon separates the user name from the password"
    }

    /// Returns the problem with a bearer token (RFC 6750 section 2.1).
    package static func problem(inToken text: String) -> String? {
        guard !text.isEmpty else { return "it is empty" }
        if text.utf8.count > longest { return "it is longer than \(longest) bytes" }
        return text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            ? nil : "a token consists of visible ASCII characters, without spaces"
    }

    /// Returns the problem with a proxy's URL; the empty text is no proxy.
    package static func problem(inProxy text: String) -> String? {
        guard !text.isEmpty else { return nil }
        do throws(DownloadError) {
            _ = try ProxyURL(text)
            return nil
        } catch {
            return error.cause
        }
    }

    /// Returns the problem with a network interface or local address; the empty text is any.
    ///
    /// libcurl uses any interface when the text is too long or a prefix alone.
    package static func problem(inInterface text: String) -> String? {
        if let problem = problem(inLine: text) { return problem }
        if text.utf8.count > 254 { return "it is longer than 254 bytes" }
        if text == "if!" || text == "host!" { return "nothing follows \(text)" }
        return text.hasPrefix("ifhost!") ? "give an interface or an address, not both" : nil
    }

    /// Returns the problem with a path.
    package static func problem(inPath text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.contains(0) { return "it contains a null character" }
        if text.utf8.count > 4095 { return "it is longer than 4095 bytes" }
        if text.hasPrefix("~"), text != "~", !text.hasPrefix("~/") {
            return "only \"~/\" stands for a home folder"
        }
        if text.hasPrefix("$HOME") || text.hasPrefix("${") {
            return "variables are not expanded; write \"~/\" for the home folder"
        }
        if text.lowercased().hasPrefix("file://") { return "write a path instead of a file URL" }
        return nil
    }
}

extension TransportOptions {
    /// An option that cannot be sent, and why.
    package struct Problem: Error, Hashable, Sendable {
        /// The setting's name.
        package var setting: String
        /// The problem in words.
        package var reason: String
    }

    /// The first option that cannot be sent; `nil` when all can.
    package var problem: Problem? {
        for line in headers {
            if let problem = TransportRule.problem(inHeader: line) {
                return Problem(setting: "header", reason: problem)
            }
        }
        let rules: [(setting: String, value: String?, rule: (String) -> String?)] = [
            ("user-agent", userAgent, TransportRule.problem(inLine:)),
            ("referer", referer, TransportRule.problem(inLine:)),
            ("cookie", cookies, TransportRule.problem(inLine:)),
            ("user", credentials, TransportRule.problem(inCredentials:)),
            ("bearer", bearer, TransportRule.problem(inToken:)),
            ("proxy", proxy, TransportRule.problem(inProxy:)),
            ("interface", interface, TransportRule.problem(inInterface:)),
            ("cookies", cookieFile, TransportRule.problem(inPath:)),
            ("cacert", certificateAuthority, TransportRule.problem(inPath:)),
            ("cert", clientCertificate, TransportRule.problem(inPath:)),
            ("key", clientKey, TransportRule.problem(inPath:)),
        ]
        for (setting, value, rule) in rules {
            if let problem = value.flatMap(rule) {
                return Problem(setting: setting, reason: problem)
            }
        }
        return nil
    }
}
