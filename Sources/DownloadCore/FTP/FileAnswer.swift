/// What an FTP or SFTP server reported about a file when its transfer started.
///
/// These protocols have no response head. An equivalent one is built from this, so that the rules
/// for HTTP apply.
package struct FileAnswer: Hashable, Sendable {
    /// The offset of the first byte transferred.
    package var start: Int64
    /// The complete length in bytes; `nil` if unknown (FTP without SIZE).
    package var length: Int64?
    /// The modification time in seconds since 1970; `nil` if unknown.
    package var modified: Int64?
    /// Whether the transfer can start at an offset (FTP: REST).
    package var givesRanges: Bool

    /// Creates an answer.
    package init(start: Int64, length: Int64?, modified: Int64? = nil, givesRanges: Bool) {
        self.start = start
        self.length = length
        self.modified = modified
        self.givesRanges = givesRanges
    }

    /// The response head of an HTTP server that sends these bytes.
    ///
    /// It has no `Date`, so the modification date is weak: FTP servers report it in whole seconds,
    /// and a file can change twice within one.
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
    /// Judges the start of an FTP or SFTP transfer like a response head.
    package static func judge(_ answer: FileAnswer, expecting expected: Expectation) -> Judgement {
        guard answer.start > 0 else { return judge(answer.head, expecting: expected, now: 0) }
        var answer = answer
        // An unknown length is not a change: the bytes and the end of the file are still checked.
        answer.length = answer.length ?? expected.length
        guard let length = answer.length else {
            return .plainOnce(
                DownloadError(.badResponse, "the server does not announce the file's size"))
        }
        guard answer.start < length else { return beyondEnd(answer.start, length: length) }
        return judge(answer.head, expecting: expected, now: 0)
    }

    /// Returns the judgement for a file that ends before the requested offset.
    package static func beyondEnd(_ position: Int64, length: Int64? = nil) -> Judgement {
        let now = length.map { "has \($0) now" } ?? "is shorter now"
        return .changed("it had more than \(position) bytes and \(now)", nil)
    }
}
