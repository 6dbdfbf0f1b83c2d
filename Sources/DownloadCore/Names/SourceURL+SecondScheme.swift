/// URLs pasted after a scheme that was already there, as in `https://http://h/x`.
///
/// Read literally, their host is `http`, with an empty port.
extension SourceURL {
    /// Returns the scheme with which the bytes after another one begin, and the bytes after it;
    /// `nil` if they begin with a host.
    ///
    /// A word before `:/` or `//` is a scheme, one with a port or before a single slash is a host.
    /// In FTP and SFTP URLs `//` begins an absolute path, as in `ftp://ftp//pub/x`.
    static func secondScheme(
        _ bytes: ArraySlice<UInt8>, after first: Scheme
    ) -> (scheme: Scheme, rest: ArraySlice<UInt8>)? {
        let word = schemeWord(bytes)
        var rest = bytes[word.endIndex...]
        let hasColon = rest.first == UInt8(ascii: ":")
        if hasColon { rest = rest.dropFirst() }
        let slashes = rest.prefix(while: isSlash).count
        guard !word.isEmpty, slashes >= (hasColon ? 1 : 2) else { return nil }
        let name = word.fieldText.asciiLowercased
        if let scheme = Scheme(rawValue: name), hasColon || first.isHTTP || scheme.isHTTP {
            return (scheme, rest)
        }
        guard hasColon, slashes >= 2, let scheme = likeliest(name) else { return nil }
        return (scheme, rest)
    }

    /// Rejects a second scheme in place of the host, which follows any user info.
    ///
    /// - Parameters:
    ///   - bytes: The URL after its scheme.
    ///   - end: The end of the authority.
    ///   - scheme: The scheme.
    /// - Throws: `DownloadError` of kind `.badURL` that names the probable URL.
    static func checkSecondScheme(
        _ bytes: ArraySlice<UInt8>, authorityEnd end: Int, after scheme: Scheme
    ) throws(DownloadError) {
        let at = bytes[..<end].lastIndex(of: UInt8(ascii: "@"))
        let place = bytes[(at.map { $0 + 1 } ?? bytes.startIndex)...]
        guard let second = secondScheme(place, after: scheme) else { return }
        let hint = meant(second.scheme, second.rest).map { "; did you mean \($0)?" } ?? ""
        throw DownloadError(.badURL, "invalid URL: it has two schemes" + hint)
    }

    /// Whether host and path would be read as a second scheme without the port between them.
    var needsPort: Bool {
        path.utf8.starts(with: "//".utf8)
            && Self.secondScheme(Array((host + "//").utf8)[...], after: scheme) != nil
    }
}
