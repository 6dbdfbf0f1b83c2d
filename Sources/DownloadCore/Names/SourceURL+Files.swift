/// The paths of FTP and SFTP URLs (RFC 1738 section 3.2).
extension SourceURL {
    /// Returns the normalized path of a file.
    ///
    /// A trailing `;type=i` is removed, since transfers are always binary. Any other `;` is
    /// percent-encoded, because libcurl cuts an FTP path at `;type=` anywhere. Control characters
    /// are rejected, even if encoded: a line break would inject a command into the FTP control
    /// connection.
    ///
    /// - Throws: `DownloadError` of kind `.badURL` if the path does not name a file.
    static func filePath(
        _ bytes: ArraySlice<UInt8>, scheme: Scheme
    ) throws(DownloadError) -> String {
        var bytes = bytes
        if scheme != .sftp,
            bytes.suffix(7).dropLast().fieldText.asciiLowercased == ";type="
        {
            guard let letter = bytes.last?.lowercased, letter == UInt8(ascii: "i") else {
                throw DownloadError(
                    .badURL,
                    "the URL ends in \(bytes.suffix(7).fieldText), which would change the file;"
                        + " remove it")
            }
            bytes = bytes.dropLast(7)
        }
        let path = resolvedPath(percentEncoded(bytes, scheme.isFTP ? "?;" : "?"))
        guard path.utf8.last != slash else {
            throw DownloadError(
                .badURL,
                "the URL names a folder; \(scheme.rawValue) URLs must name a file")
        }
        if let control = percentDecoded(path.utf8).first(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw DownloadError(
                .badURL,
                "the URL's path contains an encoded control character (code \(control)), which"
                    + " FTP and SFTP cannot send")
        }
        return path
    }
}
