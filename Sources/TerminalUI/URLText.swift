import DownloadCore

/// The text of URLs, as far as a person's typing can be wrong.
package enum URLText {
    /// The schemes that can be fetched.
    package static let schemes = ["http", "https", "ftp", "ftps", "sftp"]

    /// The URLs in a text: one or more a line, `#` begins a comment line.
    package static func list(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r\n" }
            guard let first = words.first, first.first != "#" else { return [] }
            return words.map { String($0) }
        }
    }

    /// What is wrong with a URL, in words; `nil` when it can be tried.
    package static func problem(with url: String) -> String? {
        let shown = shortened(url)
        guard url.utf8.count <= 16_384 else { return "\(shown) is longer than a URL can be" }
        if let bad = url.unicodeScalars.first(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
            let code = String(bad.value, radix: 16, uppercase: true)
            return
                "\(shown) has a space or control character (U+\(code)) in it; write it as %\(code)"
        }
        guard let colon = url.firstRange(of: "://") else {
            let isScheme = url.prefix { $0 != ":" }.lowercased()
            if url.contains(":"), ["magnet", "data", "file", "javascript"].contains(isScheme) {
                return "\(isScheme): cannot be fetched, only " + schemes.joined(separator: ", ")
            }
            return "\(shown) has no scheme; did you mean https://\(shown)?"
        }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard schemes.contains(scheme) else {
            return "\(Text.visible(scheme)):// cannot be fetched, only "
                + schemes.joined(separator: ", ")
        }
        let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let name: Substring
        var port: Substring?
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else {
                return "\(shown): the address in [ ] does not end"
            }
            name = host[...end]
            let rest = host[host.index(after: end)...]
            port = rest.first == ":" ? rest.dropFirst() : nil
        } else {
            let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            name = parts.first ?? ""
            port = parts.count > 1 ? parts[1] : nil
        }
        if name.isEmpty { return "\(shown) names no host after \(scheme)://" }
        if let port, !port.isEmpty, !(1...65_535).contains(Int(port) ?? 0) {
            return "\(shown): \(Text.visible(String(port))) is not a port, 1 to 65535"
        }
        if !scheme.hasPrefix("http") {
            do throws(DownloadError) {
                _ = try SourceURL(url)
            } catch {
                return Text.visible(error.cause)
            }
        }
        return nil
    }

    /// The URL without user name and password.
    package static func withoutUser(_ url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<start]) + url[url.index(after: at)...]
    }

    /// The URL short enough for a message.
    static func shortened(_ url: String) -> String {
        let clean = withoutUser(Text.visible(url))
        return clean.count > 48 ? clean.prefix(30) + "…" + clean.suffix(15) : clean
    }
}

extension String {
    /// Where `text` first occurs.
    fileprivate func firstRange(of text: String) -> Range<String.Index>? {
        guard let first = text.first else { return nil }
        var index = startIndex
        while let start = self[index...].firstIndex(of: first) {
            if self[start...].hasPrefix(text) {
                return start..<self.index(start, offsetBy: text.count)
            }
            index = self.index(after: start)
        }
        return nil
    }
}
