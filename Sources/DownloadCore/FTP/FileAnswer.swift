/// What an FTP or SFTP server has told of a file when its bytes begin to arrive.
///
/// These protocols know no head; this stands for one, so that the rules for HTTP judge it too.
package struct FileAnswer: Hashable, Sendable {
    /// The position of the first byte that arrives.
    package var start: Int64
    /// The file's complete length in bytes; `nil` when the server does not tell (FTP without SIZE).
    package var length: Int64?
    /// When the file was last changed, in seconds since 1970; `nil` when the server does not tell.
    package var modified: Int64?
    /// Whether it can begin in the middle of a file (FTP: REST).
    package var givesRanges: Bool

    /// Creates an answer.
    package init(start: Int64, length: Int64?, modified: Int64? = nil, givesRanges: Bool) {
        self.start = start
        self.length = length
        self.modified = modified
        self.givesRanges = givesRanges
    }

    /// The head that an HTTP server would send with these bytes.
    ///
    /// It has no `Date`, so the date of change is weak: FTP servers tell it to the second, and a
    /// file can change twice within one.
    var head: ResponseHead {
        var fields: [(String, String)] = []
        if let modified { fields.append(("Last-Modified", HTTPDate.text(modified))) }
        guard givesRanges, let length, start < length else {
            if let length { fields.append(("Content-Length", "\(length)")) }
            return ResponseHead(status: 200, fields: fields)
        }
        fields.append(("Content-Range", "bytes \(start)-\(length - 1)/\(length)"))
        return ResponseHead(status: 206, fields: fields)
    }
}

extension Judgement {
    /// Judges the answer of an FTP or SFTP server, as a response's head is judged.
    package static func judge(_ answer: FileAnswer, expecting expected: Expectation) -> Judgement {
        guard answer.start > 0 else { return judge(answer.head, expecting: expected, now: 0) }
        var answer = answer
        // One answer without a length takes nothing back: bytes and the file's end are compared.
        answer.length = answer.length ?? expected.length
        guard let length = answer.length else {
            return .plainOnce(
                DownloadError(.badResponse, "the server does not say how long the file is"))
        }
        guard answer.start < length else { return beyondEnd(answer.start, length: length) }
        return judge(answer.head, expecting: expected, now: 0)
    }

    /// The file is shorter than the position that was asked for.
    package static func beyondEnd(_ position: Int64, length: Int64? = nil) -> Judgement {
        let now = length.map { "is \($0) bytes long now" } ?? "is shorter now"
        return .changed("it had more than \(position) bytes and \(now)", nil)
    }
}
