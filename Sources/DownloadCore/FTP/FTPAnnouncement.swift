/// The length that an FTP server announces in its reply to RETR.
///
/// No standard defines it, but most servers send it, as in
/// `150 Opening BINARY mode data connection for NAME (1234 bytes).` or
/// `150 1204.5 kbytes to download`.
package enum FTPAnnouncement {
    /// Returns the length in bytes that the last transfer was announced with; the least possible one
    /// if it was rounded.
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
        let words = text.dropFirst(4).split { " \r\t".contains($0) }
        if words.count >= 2, let length = length(words[0], words[1]) { return length }
        // A name before it may contain the same words.
        guard let end = text.utf8.lastIndex(of: UInt8(ascii: ")")),
            text[end...].dropFirst().allSatisfy({ ". \r\t".contains($0) }),
            let start = text.utf8[..<end].lastIndex(of: UInt8(ascii: "("))
        else { return nil }
        let inside = text[text.utf8.index(after: start)..<end].split(separator: " ")
        return inside.count == 2 ? length(inside[0], inside[1]) : nil
    }

    /// Returns the least length that is announced as this number of units.
    ///
    /// Kilobytes may be of 1,000 or 1,024 bytes, and the last digit may be rounded up.
    private static func length(_ number: Substring, _ unit: Substring) -> Int64? {
        let unit = unit.hasSuffix(".") ? unit.dropLast() : unit
        if ["bytes", "byte"].contains(unit) { return Array(number.utf8).decimal }
        let bytes: Int64
        switch unit {
        case "kbytes", "kb", "kib", "kilobytes": bytes = 1_000
        case "mbytes", "mb", "mib", "megabytes": bytes = 1_000_000
        case "gbytes", "gb", "gib", "gigabytes": bytes = 1_000_000_000
        default: return nil
        }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard 1...2 ~= parts.count, fraction.utf8.count <= 9,
            let value = Array((parts[0] + fraction).utf8).decimal, value > 0
        else { return nil }
        let (product, isTooLong) = (value - 1).multipliedReportingOverflow(by: bytes)
        guard !isTooLong else { return nil }
        return fraction.utf8.reduce(product) { length, _ in length / 10 }
    }
}
