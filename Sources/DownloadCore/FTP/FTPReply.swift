/// A reply on an FTP control connection (RFC 959 section 4.2).
package struct FTPReply: Hashable, Sendable {
    /// The three-digit reply code.
    package var code: Int
    /// The text after the code on the last line of the reply, truncated to a reasonable length.
    package var text: String

    /// Parses the complete replies from a server, in order.
    ///
    /// The last line of a multiline reply has a space after its code. The lines before it are
    /// ignored.
    package static func all(in bytes: [UInt8]) -> [FTPReply] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let digits = line.prefix(3)
            let rest = line.dropFirst(3)
            guard digits.count == 3, let code = digits.decimal, 100..<700 ~= code,
                [nil, UInt8(ascii: " "), UInt8(ascii: "\r")].contains(rest.first)
            else { return nil }
            let text = Array(rest.filter { $0 != UInt8(ascii: "\r") }).trimmed.prefix(200)
            return FTPReply(code: Int(code), text: text.fieldText)
        }
    }

    /// What the replies to SIZE and REST say about the file.
    package struct Answers: Hashable, Sendable {
        /// The length of the file in bytes (RFC 3659 section 4); `nil` if unknown.
        ///
        /// A SIZE of 0 counts as unknown: servers also report it for generated files.
        package var length: Int64?
        /// Whether the transfer can start at the requested offset (RFC 3659 section 5).
        package var takesPosition: Bool
    }

    /// Returns what the server replied right before the transfer started.
    ///
    /// - Parameters:
    ///   - replies: All replies, in order.
    ///   - asksPosition: Whether REST was sent between SIZE and RETR.
    /// - Returns: The information in those replies.
    package static func answers(in replies: [FTPReply], asksPosition: Bool) -> Answers {
        let end = replies.lastIndex { 100..<200 ~= $0.code } ?? replies.endIndex
        let before = replies[..<end]
        let size = before.dropLast(asksPosition ? 1 : 0).last
        let length = size?.code == 213 ? Array(size?.text.utf8 ?? "".utf8).trimmed.decimal : nil
        return Answers(
            length: length == 0 ? nil : length,
            takesPosition: asksPosition && before.last?.code == 350)
    }

    /// The meaning of an error reply, or of a 120, with which a server postpones its service; `nil`
    /// for any other reply.
    ///
    /// Judged by its code (RFC 959 section 4.2.2, RFC 2228 section 9). The text matters for one
    /// code: servers send 530 for a wrong password and for too many logins.
    package var refusal: Judgement? {
        guard code >= 400 || code == 120 else { return nil }
        let said = text.isEmpty ? "\(code)" : "\(code) \(text)"
        switch code {
        case 120:
            return .busy(
                DownloadError(.busy, "the server is not ready yet: \(said)"),
                retryAfter: minutes.map { Double($0) * 60 })
        case 421:
            return .busy(DownloadError(.busy, "the server refused: \(said)"), retryAfter: nil)
        case 530 where isAboutNumbers:
            return .busy(DownloadError(.busy, "the server refused: \(said)"), retryAfter: nil)
        case 331, 332, 430, 530, 532:
            return .fail(
                DownloadError(
                    .credentials,
                    "the server refused the login (\(said)); set a user name and password in the"
                        + " URL (ftp://name:password@…) or in ~/.netrc with --netrc"
                        + (isAboutEncryption ? ", and encrypt with --ftp-tls require" : "")))
        case 534, 521, 522:
            return .fail(
                DownloadError(
                    .security, "the server requires encryption (\(said)); use --ftp-tls require"))
        case 550, 553:
            return .fail(
                DownloadError(
                    .status, "file not found, or not readable (\(said))"))
        case 500..<600:
            return .fail(DownloadError(.status, "the server refused: \(said)"))
        default:
            return .retry(DownloadError(.status, "the server refused: \(said)"), retryAfter: nil)
        }
    }

    /// Returns the failure for a server that does not support the required encryption.
    ///
    /// - Parameter reply: Its last reply to AUTH, PBSZ or PROT (RFC 4217).
    /// - Returns: A failure of kind `.security`; no password was sent.
    package static func refusalOfTLS(_ reply: FTPReply?) -> Judgement {
        let said = reply.map { " (\($0.code) \($0.text))" } ?? ""
        return .fail(
            DownloadError(
                .security,
                "the server does not support TLS\(said); use --ftp-tls try to connect without it"
                    + " encryption"))
    }

    /// The minutes in the text of a 120; `nil` without a number above 0.
    private var minutes: Int64? {
        let digits = text.utf8.drop { !$0.isDigit }.prefix { $0.isDigit }
        return Array(digits).decimal.flatMap { $0 > 0 ? min($0, 1_440) : nil }
    }

    /// Whether the text asks for encryption; servers use no common code for this.
    private var isAboutEncryption: Bool {
        let words = text.asciiLowercased
        return ["encrypt", "tls", "ssl", "secure"].contains { words.contains($0) }
    }

    /// Whether the text says that there are too many connections.
    private var isAboutNumbers: Bool {
        let words = text.asciiLowercased
        return ["too many", "maximum", "max ", "limit", "already connected", "try again later"]
            .contains { words.contains($0) }
    }
}
