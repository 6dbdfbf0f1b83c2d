/// The quick reading of the usual URLs.
///
/// A URL is read several times in the life of a download, which counts where files are small and
/// many.
extension SourceURL {
    /// Reads a URL that consists of `http://` or `https://`, a host in lower case, a port or none,
    /// and a path of letters, digits, `-`, `.`, `_`, `~` and `/` without dot segments and without
    /// two slashes at its front, before which the host may be a second scheme.
    ///
    /// It is `nil` for all other texts, which `init(parsing:)` reads or rejects.
    init?(plain text: String) {
        let bytes = text.utf8.span
        let scheme = text.hasPrefix("https://") ? Scheme.https : .http
        guard scheme == .https || text.hasPrefix("http://"), bytes.count <= Self.longest else {
            return nil
        }
        let hostStart = scheme == .https ? 8 : 7
        guard let hostEnd = Self.endOfPlainHost(bytes, from: hostStart) else { return nil }
        var port = scheme.defaultPort
        var pathStart = hostEnd
        if hostEnd < bytes.count, bytes[hostEnd] == UInt8(ascii: ":") {
            port = 0
            pathStart += 1
            while pathStart < bytes.count, bytes[pathStart].isDigit, port <= 65535 {
                port = 10 * port + Int(bytes[pathStart] - UInt8(ascii: "0"))
                pathStart += 1
            }
        }
        guard 1...65535 ~= port, Self.isPlainPath(bytes, from: pathStart) else { return nil }
        func part(_ start: Int, _ end: Int) -> String {
            let first = text.utf8.index(text.startIndex, offsetBy: start)
            return String(text[first..<text.utf8.index(first, offsetBy: end - start)])
        }
        self.scheme = scheme
        user = nil
        password = nil
        host = part(hostStart, hostEnd)
        self.port = port
        path = part(pathStart, bytes.count)
        query = nil
    }

    /// Returns the end of a host of lowercase letters, digits, dots and hyphens; `nil` if it may
    /// not be valid, or may have another normal form.
    private static func endOfPlainHost(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var label = start
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: ".") {
                guard 1...63 ~= end - label else { return nil }
                label = end + 1
            } else if byte == UInt8(ascii: "-") {
                // `xn--` begins an internationalized label.
                guard end - label != 3 else { return nil }
            } else if !byte.isDigit, !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte) {
                break
            }
            end += 1
        }
        guard 1...63 ~= end - label, end - start <= 253 else { return nil }
        // A last label that begins with a digit may make it an address.
        return bytes[label].isDigit && !IPAddress.isDotted(bytes.extracting(start..<end))
            ? nil : end
    }

    private static func isPlainPath(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        guard start < bytes.count, bytes[start] == slash else { return false }
        if start + 1 < bytes.count, bytes[start + 1] == slash { return false }
        for index in start..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case slash, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"): break
            case UInt8(ascii: "."): if bytes[index - 1] == slash { return false }
            default: guard byte.isLetter || byte.isDigit else { return false }
            }
        }
        return true
    }
}
