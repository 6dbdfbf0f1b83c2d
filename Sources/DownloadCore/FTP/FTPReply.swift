/// A reply on an FTP control connection (RFC 959 section 4.2).
package struct FTPReply: Hashable, Sendable {
    /// The three digits.
    package var code: Int
    /// What follows them on the reply's last line, cut to a bearable length.
    package var text: String

    /// The replies among the lines that a server sent, in their order.
    ///
    /// A reply of several lines ends with the one that has a space behind its digits. What a server
    /// writes between is not looked at.
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

    /// What a server answers when it is asked for the length, for a position, and for the file.
    package struct Answers: Hashable, Sendable {
        /// The file's length in bytes (RFC 3659 section 4); `nil` when it does not tell.
        ///
        /// 0 counts as `nil`: servers also say it of files that they make while they send them.
        package var length: Int64?
        /// Whether it can begin at the position (RFC 3659 section 5).
        package var takesPosition: Bool
    }

    /// What was answered right before the file began to come.
    ///
    /// - Parameters:
    ///   - replies: All replies, in their order.
    ///   - asksPosition: Whether REST was sent between SIZE and RETR.
    /// - Returns: The answers, as far as there are any.
    package static func answers(in replies: [FTPReply], asksPosition: Bool) -> Answers {
        let end = replies.lastIndex { 100..<200 ~= $0.code } ?? replies.endIndex
        let before = replies[..<end]
        let size = before.dropLast(asksPosition ? 1 : 0).last
        let length = size?.code == 213 ? Array(size?.text.utf8 ?? "".utf8).trimmed.decimal : nil
        return Answers(
            length: length == 0 ? nil : length,
            takesPosition: asksPosition && before.last?.code == 350)
    }

    /// What the refusal of a request means; `nil` when the reply is none.
    ///
    /// By code (RFC 959 section 4.2.2, RFC 2228 section 9). The text is looked at once: servers
    /// refuse a login with 530 because of a wrong password and because too many are there.
    package var refusal: Judgement? {
        guard code >= 400 else { return nil }
        let said = text.isEmpty ? "\(code)" : "\(code) \(text)"
        switch code {
        case 421:
            return .busy(DownloadError(.busy, "the server refuses: \(said)"), retryAfter: nil)
        case 530 where isAboutNumbers:
            return .busy(DownloadError(.busy, "the server refuses: \(said)"), retryAfter: nil)
        case 331, 332, 430, 530, 532:
            return .fail(
                DownloadError(
                    .credentials,
                    "the server refuses the login (\(said)): give a user name and password in the"
                        + " URL (ftp://name:password@…) or in ~/.netrc with --netrc"
                        + (isAboutEncryption ? ", and encrypt with --ftp-tls require" : "")))
        case 534, 521, 522:
            return .fail(
                DownloadError(
                    .security, "the server wants it encrypted (\(said)): use --ftp-tls require"))
        case 550, 553:
            return .fail(
                DownloadError(
                    .status, "there is no such file, or it may not be read (\(said))"))
        case 500..<600:
            return .fail(DownloadError(.status, "the server refuses: \(said)"))
        default:
            return .retry(DownloadError(.status, "the server refuses: \(said)"), retryAfter: nil)
        }
    }

    /// What it means that a server does not encrypt what must be encrypted.
    ///
    /// - Parameter reply: Its last reply, to AUTH, PBSZ or PROT (RFC 4217).
    /// - Returns: A failure of kind `.security`; no password was sent.
    package static func refusalOfTLS(_ reply: FTPReply?) -> Judgement {
        let said = reply.map { " (\($0.code) \($0.text))" } ?? ""
        return .fail(
            DownloadError(
                .security,
                "the server does not support TLS\(said); --ftp-tls try or off connects without"
                    + " encryption"))
    }

    /// Whether the text asks for encryption; there is no code for it that all servers use.
    private var isAboutEncryption: Bool {
        let words = text.asciiLowercased
        return ["encrypt", "tls", "ssl", "secure"].contains { words.contains($0) }
    }

    /// Whether the text is about how many connections there are.
    private var isAboutNumbers: Bool {
        let words = text.asciiLowercased
        return ["too many", "maximum", "max ", "limit", "already connected", "try again later"]
            .contains { words.contains($0) }
    }
}
