/// The parsing of a pasted URL up to its scheme.
extension SourceURL {
    /// Returns the bytes of a URL without wrapping and line breaks from pasting; rejects control
    /// characters.
    static func unwrapped(_ text: String) throws(DownloadError) -> ArraySlice<UInt8> {
        guard text.utf8.count <= longest else {
            throw DownloadError(.badURL, "the URL is longer than \(longest) bytes")
        }
        var bytes = Array(text.utf8)[...]
        if !isBare(bytes) { bytes = Array(URLWrapping.removed(from: text).utf8)[...] }
        guard !bytes.isEmpty else { throw DownloadError(.badURL, "the URL is empty") }
        guard !isCurlCommand(bytes) else { throw curlCommand }
        func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
        guard bytes.contains(where: isControl) else { return bytes }
        if URLWrapping.beginsAnother(bytes) {
            throw DownloadError(.badURL, "the URL contains a line break; enter one URL per line")
        }
        bytes.removeAll { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        guard let control = bytes.first(where: isControl) else { return bytes }
        throw DownloadError(.badURL, "the URL contains a control character (code \(control))")
    }

    /// Whether the text starts with a letter and ends with visible ASCII, so that there is no
    /// wrapping.
    private static func isBare(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        return first.isLetter && 0x21..<0x7F ~= last
    }

    /// The error for a curl command, which is not quoted because it may contain a password.
    package static let curlCommand = DownloadError(
        .badURL,
        "this is a curl command; use pdl-tui add --curl -, or paste it after a in the interface")

    /// Whether the text is a curl command with arguments, possibly after a shell's prompt.
    private static func isCurlCommand(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isSpace(_ byte: UInt8) -> Bool { byte.isBlank || byte == 0x0A || byte == 0x0D }
        var words = bytes.split(maxSplits: 2, whereSeparator: isSpace)
        if ["$", "%"].contains(where: { words.first?.elementsEqual($0.utf8) == true }) {
            words.removeFirst()
        }
        guard words.count > 1 else { return false }
        let word = words[0]
        if word.first == slash { return word.suffix(5).elementsEqual("/curl".utf8) }
        return ["curl", "curl.exe"].contains { word.elementsEqual($0.utf8) }
    }

    /// Returns the scheme and the bytes after its `://`.
    static func takeScheme(
        _ bytes: ArraySlice<UInt8>
    ) throws(DownloadError) -> (Scheme, ArraySlice<UInt8>) {
        // The fast path for most URLs; the code below diagnoses errors.
        if bytes.starts(with: "https://".utf8) { return (.https, bytes.dropFirst(8)) }
        if bytes.starts(with: "http://".utf8) { return (.http, bytes.dropFirst(7)) }
        let word = schemeWord(bytes)
        let after = bytes[word.endIndex...]
        let name = word.fieldText.asciiLowercased
        let isHost =
            word.contains(UInt8(ascii: ".")) && !after.starts(with: "://".utf8)
            || looksLikePort(after.dropFirst()) || name == "localhost"
            || bytes.first == UInt8(ascii: "[")
        guard let first = word.first, after.first == UInt8(ascii: ":"), first.isLetter, !isHost
        else {
            var likely: String?
            if word.isEmpty, let inner = inParentheses(bytes) {
                likely = meant(.https, inner)
            } else if isHost {
                likely = meant(likelyScheme(of: bytes), bytes)
            } else if after.count > 1, after.prefix(2).allSatisfy(isSlash),
                let scheme = likeliest(name)
            {
                likely = meant(scheme, after)
            }
            let hint = likely.map { "; did you mean \($0)?" } ?? "; add one, such as https://"
            throw DownloadError(.badURL, "“\(shortened(bytes))” has no scheme" + hint)
        }
        let rest = after.dropFirst()
        guard let scheme = Scheme(rawValue: name) else {
            let likely = rest.first.map(isSlash) == true ? likeliest(name) : nil
            let hint =
                likely.flatMap { meant($0, rest) }.map { "did you mean \($0)?" }
                ?? "use \(Scheme.names)"
            throw DownloadError(
                .badURL, "the scheme “\(name.prefix(20))” is not supported; " + hint)
        }
        guard rest.starts(with: "//".utf8) else {
            throw DownloadError(
                .badURL,
                "“\(shortened(bytes))” lacks the two slashes after \(name):"
                    + (meant(scheme, rest).map { "; did you mean \($0)?" } ?? ""))
        }
        return (scheme, rest.dropFirst(2))
    }

    static func isSlash(_ byte: UInt8) -> Bool {
        byte == slash || byte == UInt8(ascii: "\\")
    }

    /// Returns the URL that is probably meant, for an error message; `nil` if it would be refused
    /// too, or if it is not clear where its user info ends.
    ///
    /// - Parameters:
    ///   - scheme: The probable scheme, unless `rest` begins with one.
    ///   - rest: The text after the scheme.
    /// - Returns: The URL without user info, truncated.
    static func meant(_ scheme: Scheme, _ rest: ArraySlice<UInt8>) -> String? {
        var scheme = scheme
        var rest = rest.drop(while: isSlash)
        while let second = secondScheme(rest, after: scheme) {
            scheme = second.scheme
            rest = second.rest.drop(while: isSlash)
        }
        let whole = rest
        rest = withoutUser(rest)
        guard !whole[..<rest.startIndex].contains(where: { isSlash($0) || $0 == question }) else {
            return nil
        }
        if scheme.isHTTP {
            let place = rest.prefix { $0 != question && $0 != UInt8(ascii: "#") }
            rest = (place.map { isSlash($0) ? slash : $0 } + rest[place.endIndex...])[...]
        }
        let beginning = scheme.rawValue + "://"
        guard (try? SourceURL(beginning + rest.fieldText)) != nil else { return nil }
        return beginning + truncated(rest)
    }

    /// Returns the URL in parentheses, as in a Markdown link; `nil` if there is none.
    private static func inParentheses(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        for index in bytes.indices where index < end && bytes[index] == UInt8(ascii: "(") {
            let inner = bytes[(index + 1)..<end]
            let word = schemeWord(inner)
            if Scheme(rawValue: word.fieldText.asciiLowercased) != nil,
                inner[word.endIndex...].starts(with: "://".utf8)
            {
                return inner.prefix { !$0.isBlank }
            }
        }
        return nil
    }

    /// Returns the probable scheme of a host without one.
    ///
    /// Few servers on this machine, in a private network or at an unusual port have a certificate.
    private static func likelyScheme(of bytes: ArraySlice<UInt8>) -> Scheme {
        let authority = bytes.prefix { !"/?#".utf8.contains($0) }
        let text = String(decoding: authority, as: UTF8.self)
        var host = Substring(text)
        var port: Substring?
        let end = text.lastIndex(of: "]") ?? text.startIndex
        if let colon = text[end...].lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        if let port, UInt16(port) != nil { return port.hasSuffix("443") ? .https : .http }
        return isLocal(host.lowercased()) ? .http : .https
    }

    /// Whether a host is this machine or in a private network, by its name or address.
    private static func isLocal(_ host: String) -> Bool {
        if host == "localhost" || [".localhost", ".local", ".lan"].contains(where: host.hasSuffix) {
            return true
        }
        if host.first == "[" {
            // ::1, fe80::/10 and fc00::/7.
            return host == "[::1]"
                || ["[fe8", "[fe9", "[fea", "[feb", "[fc", "[fd"]
                    .contains(where: host.hasPrefix)
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, let first = parts[0], let second = parts[1], parts[2] != nil,
            parts[3] != nil
        else { return false }
        switch first {
        case 10, 127: return true
        case 169: return second == 254
        case 172: return 16..<32 ~= second
        case 192: return second == 168
        default: return false
        }
    }

    /// Returns the leading bytes that may form a scheme (RFC 3986 section 3.1).
    static func schemeWord(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix {
            $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
    }

    /// Returns the scheme intended by a word with at most one typing error; `https` for an empty
    /// word.
    static func likeliest(_ word: String) -> Scheme? {
        guard !word.isEmpty else { return .https }
        let letters = Array(word)
        let schemes = Scheme.byLikelihood
        return schemes.first { $0.rawValue == word }
            ?? schemes.first { hasOneSlip(letters, Array($0.rawValue)) }
    }

    /// Whether the words differ by one inserted, deleted or replaced letter, or by two swapped
    /// ones.
    private static func hasOneSlip(_ a: [Character], _ b: [Character]) -> Bool {
        let start = zip(a, b).prefix { $0 == $1 }.count
        let (x, y) = (a[start...], b[start...])
        if x.count == y.count {
            let isSwap = x.count >= 2 && x.prefix(2).reversed().elementsEqual(y.prefix(2))
            return x.dropFirst() == y.dropFirst() || isSwap && x.dropFirst(2) == y.dropFirst(2)
        }
        return x.dropFirst() == y || x == y.dropFirst()
    }

    /// Whether the bytes after the first `:` are a port, so that those before it are a host.
    private static func looksLikePort(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return false }
        let next = bytes[digits.endIndex...].first
        return next == nil || next == slash || next == question
    }

    /// Returns a URL truncated for an error message, without user info.
    private static func shortened(_ bytes: ArraySlice<UInt8>) -> String {
        truncated(withoutUser(bytes))
    }

    private static func truncated(_ bytes: ArraySlice<UInt8>) -> String {
        let text = bytes.fieldText
        return text.count <= 80 ? text : text.prefix(79) + "…"
    }

    /// Returns a URL without user info, which may contain a password, and all before it.
    private static func withoutUser(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let at = UInt8(ascii: "@")
        let place = bytes.prefix { $0 != question }
        var end = place.lastIndex(of: at)
        // The first `?` may be part of a password.
        if end.map({ !place[$0...].contains(slash) }) ?? hasPassword(place) {
            end = bytes.lastIndex(of: at)
        }
        return end.map { bytes[($0 + 1)...] } ?? bytes
    }

    /// Whether a colon is followed by neither a slash nor a port, so that a password may follow it.
    private static func hasPassword(_ place: ArraySlice<UInt8>) -> Bool {
        place.indices.contains { index in
            guard place[index] == UInt8(ascii: ":") else { return false }
            let after = place[(index + 1)...]
            let word = place[..<index].fieldText.asciiLowercased
            return after.first != slash && !looksLikePort(after) && Scheme(rawValue: word) == nil
        }
    }
}
