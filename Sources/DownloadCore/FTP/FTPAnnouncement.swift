/// The length that an FTP server announces in its reply to RETR.
///
/// No standard defines it, but most servers send it, as in
/// `150 Opening BINARY mode data connection for NAME (1234 bytes).`
package enum FTPAnnouncement {
    /// Returns the length in bytes that the last transfer was announced with.
    ///
    /// After REST, some servers announce the length of the file, others that of the rest. A file
    /// shorter than the announced length is incomplete in both cases.
    ///
    /// - Parameter bytes: The server's replies.
    /// - Returns: `nil` if no length was announced, or one of a text transfer, whose line ends are
    ///   converted.
    package static func length(in bytes: [UInt8]) -> Int64? {
        let replies = bytes.split(separator: UInt8(ascii: "\n"))
        guard
            let reply = replies.last(where: {
                $0.first == UInt8(ascii: "1") && $0.prefix(3).decimal != nil
                    && $0.dropFirst(3).first == UInt8(ascii: " ")
            })
        else { return nil }
        let text = String(decoding: reply, as: UTF8.self).asciiLowercased
        guard !text.dropFirst(4).hasPrefix("opening ascii") else { return nil }
        // A name before it may contain the same words.
        guard let end = text.utf8.lastIndex(of: UInt8(ascii: ")")),
            text[end...].dropFirst().allSatisfy({ ". \r\t".contains($0) }),
            let start = text.utf8[..<end].lastIndex(of: UInt8(ascii: "("))
        else { return nil }
        let words = text[text.utf8.index(after: start)..<end].split(separator: " ")
        guard words.count == 2, ["bytes", "byte"].contains(words[1]) else { return nil }
        return Array(words[0].utf8).decimal
    }
}
