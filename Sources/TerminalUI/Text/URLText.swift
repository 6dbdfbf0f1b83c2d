import DownloadCore

/// Typed URLs: lists, checks and suggestions.
package enum URLText {
    /// Returns the URLs in a text: one or more per line; `#` begins a comment line.
    ///
    /// A word that is neither a URL nor a checksum belongs to the URL before it: a URL with a
    /// space.
    package static func list(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let first = words.first, first.first != "#" else { return [] }
            var urls: [Substring] = []
            for word in words {
                if let last = urls.last, last.contains("://"), !word.contains("://"),
                    Checksum(String(word)) == nil
                {
                    urls[urls.count - 1] = line[last.startIndex..<word.endIndex]
                } else {
                    urls.append(word)
                }
            }
            return urls.map { String($0) }
        }
    }

    /// Returns the problem with a URL, in words; `nil` when it can be tried.
    package static func problem(with url: String) -> String? {
        do throws(DownloadError) {
            _ = try SourceURL(url)
            return nil
        } catch {
            return Text.visible(error.cause)
        }
    }

    /// Returns the probable URL for one with a typing error; `nil` when there is no guess.
    package static func suggestion(for url: String) -> String? {
        guard let problem = problem(with: url),
            let start = problem.firstRange(of: "did you mean ")?.upperBound
        else { return nil }
        // The displayed URL has no user info, and may be shortened; the accepted one is neither.
        let shown = problem[start...].dropLast()
        let isWhole = shown.last != "…"
        let meant = isWhole ? shown : shown.dropLast()
        guard let scheme = meant.firstRange(of: "://").map({ meant[..<$0.upperBound] }) else {
            return nil
        }
        // Before the host there may be several schemes, and a parenthesis after the URL.
        var rest = url[...]
        for _ in 0..<8 where !rest.isEmpty {
            let whole = String(scheme + rest)
            let clean = withoutUser(whole)
            if clean.hasPrefix(meant) {
                let right = isWhole ? String(whole.dropLast(clean.count - meant.count)) : whole
                if Self.problem(with: right) == nil { return right }
            }
            rest = rest.drop { $0 != ":" && $0 != "/" }.drop { $0 == ":" || $0 == "/" }
        }
        return nil
    }

    /// Returns the host of a URL, for a list; empty when it has none.
    static func host(of url: String) -> String {
        let clean = withoutUser(url)
        guard let start = clean.firstRange(of: "://")?.upperBound else { return "" }
        return String(clean[start...].prefix { !"/?#".contains($0) })
    }

    /// Returns the URL without user name and password.
    package static func withoutUser(_ url: String) -> String {
        // Most have none, and a filter asks for all URLs of the queue.
        guard url.utf8.contains(UInt8(ascii: "@")),
            let start = url.firstRange(of: "://")?.upperBound
        else { return url }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<start]) + url[url.index(after: at)...]
    }

    /// Returns the URL, shortened for a message.
    static func shortened(_ url: String) -> String {
        let clean = withoutUser(Text.visible(url))
        return clean.count > 48 ? clean.prefix(30) + "…" + clean.suffix(15) : clean
    }
}

extension StringProtocol {
    /// Returns the first occurrence of `text`.
    fileprivate func firstRange(of text: String) -> Range<String.Index>? {
        guard let first = text.first else { return nil }
        var position = startIndex
        while let start = self[position...].firstIndex(of: first) {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            position = index(after: start)
        }
        return nil
    }
}
