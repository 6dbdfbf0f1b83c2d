/// Descriptions of HTTP statuses for users, with advice on what to do.
package enum StatusText {
    /// Returns the status with its name, such as `404 Not Found`.
    ///
    /// The name is the standard one, independent of the server (HTTP/2 sends none). A nonstandard
    /// status is shown with the server's reason phrase, truncated.
    package static func text(_ status: Int, reason: String = "") -> String {
        if let name = names[status] { return "\(status) \(name)" }
        return reason.isEmpty ? "\(status)" : "\(status) \(reason.prefix(60))"
    }

    /// Returns the error for a response whose status does not provide the file.
    package static func error(of head: ResponseHead) -> DownloadError {
        let challenges = Challenges(head, "www-authenticate")
        return error(head.status, reason: head.reason, challenges: challenges)
    }

    /// Returns the error for a status that does not provide the file.
    package static func error(
        _ status: Int, reason: String = "", challenges: Challenges = Challenges([])
    ) -> DownloadError {
        var cause = "the server answered \(text(status, reason: reason))"
        if status == 401, let login = login(for: challenges) {
            cause += ": " + login
        } else if let advice = advice[status] {
            cause += ": " + advice
        } else if 200..<300 ~= status {
            cause += ", which is not a file"
        } else if 300..<400 ~= status, status != 304 {
            cause += " without a usable Location; check the URL"
        }
        let kind: DownloadError.Kind =
            switch status {
            case 401, 407: .credentials
            // 429 [RFC 6585], 503 [RFC 9110 15.6.4], and 509, which some hosters send instead.
            case 429, 503, 509: .busy
            case 100..<200, 201..<300, 304: .badResponse
            case 300..<400: .redirect
            default: .status
            }
        return DownloadError(kind, cause, status: status)
    }

    /// Returns the kind of login that a server requires; `nil` for a user name and password.
    private static func login(for challenges: Challenges) -> String? {
        if !Challenges.passwordSchemes.isDisjoint(with: challenges.schemes) { return nil }
        if challenges.offers("Bearer") { return "bearer token required (--bearer)" }
        return challenges.unsupported(besides: []).map { "it requires " + $0 }
    }

    /// Returns the error for a URL that served bytes before and now responds with 403, 404 or 410.
    ///
    /// - Parameters:
    ///   - status: 403, 404 or 410.
    ///   - received: The number of bytes kept.
    ///   - length: The complete length of the file in bytes, if known.
    /// - Returns: An error of kind `.expired`.
    package static func expired(_ status: Int, received: Int64, length: Int64?) -> DownloadError {
        var kept = "; progress is kept"
        if let length, length > 0, received >= 0 {
            let percent = min(99, Int64(Double(received) / Double(length) * 100))
            kept = " (\(percent)% kept)"
        }
        return DownloadError(
            .expired,
            "link expired (\(text(status))); replace the URL" + kept, status: status)
    }

    private static let names: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
        200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information",
        204: "No Content", 205: "Reset Content", 206: "Partial Content", 207: "Multi-Status",
        208: "Already Reported", 226: "IM Used",
        300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other",
        304: "Not Modified", 305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden",
        404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        407: "Proxy Authentication Required", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
        414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
        417: "Expectation Failed", 418: "I'm a Teapot", 421: "Misdirected Request",
        422: "Unprocessable Content", 423: "Locked", 424: "Failed Dependency", 425: "Too Early",
        426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
        506: "Variant Also Negotiates", 507: "Insufficient Storage", 508: "Loop Detected",
        509: "Bandwidth Limit Exceeded", 510: "Not Extended",
        511: "Network Authentication Required",
    ]

    private static let advice: [Int: String] = [
        202: "the file is not ready yet; try again later",
        300: "several files to choose from; open the URL in a browser",
        400: "malformed request; check the URL",
        401: "user name and password required",
        402: "payment required",
        403: "access denied; the link may have expired or need a login",
        404: "no such file; check the URL",
        407: "the proxy requires a user name and password",
        410: "the file was permanently removed",
        414: "the URL is too long for the server",
        431: "the cookies or headers are too long for the server",
        451: "blocked for legal reasons",
        509: "traffic quota used up; try again later",
        511: "this network requires a login; open any page in a browser",
    ]
}
