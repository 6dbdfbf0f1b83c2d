/// Names for files: from what a server and a URL say, made safe to create.
///
/// The policies, decided once:
/// - **Where from**: `Content-Disposition` (its own policies: `ContentDisposition`), else the last
///   segment of the final URL's path, else that of the URL as given. If only the given URL's segment
///   has an extension, it wins: storage hosts answer for `tool.tar.gz` under a name like `a81f0c`. The
///   segment is percent-decoded: UTF-8 if valid, else Latin-1. Nothing usable: `download`.
/// - **One component**: of a name with `/` or `\` only what follows the last one counts, so that
///   `../../etc/passwd` is `passwd`; `.` and `..` are no names.
/// - **What is taken out**: control characters (a tab or line break becomes a space), everything
///   that changes the direction of text or is invisible (Unicode's format characters and all that
///   is ignorable by default, such as fillers, variation selectors and tags; the joiners U+200C and
///   U+200D stay), line and paragraph separators, and blanks at either end.
/// - **Leading `.` and `-`**: a server must not make a hidden file or one that commands take for an
///   option. The first such character becomes `_`: `.bashrc` is saved as `_bashrc`, `-rf` as `_rf`.
/// - **What stays**: everything else. `:`, `?`, `*`, `|` and names like `CON` are ordinary on Linux.
/// - **Length**: at most 255 bytes together with what is appended while it is fetched, cut between two
///   characters, before the extension.
package enum FileName {
    /// The most bytes that a name may have on any file system in use on Linux.
    package static let longest = 255
    /// What the part file's name has behind the file's.
    package static let partSuffix = ".part"
    /// The name of a file about whose name nothing is known.
    package static let fallback = "download"

    /// The name for a file by what the server and the URLs say; always safe to create.
    ///
    /// - Parameters:
    ///   - contentDisposition: the value of the `Content-Disposition` field, if there is one.
    ///   - finalURL: the URL after redirects.
    ///   - originalURL: the URL as it was given.
    /// - Returns: a name with room for `.part` behind it.
    package static func fromServer(
        contentDisposition: [UInt8]?, finalURL: String, originalURL: String
    ) -> String {
        if let offered = contentDisposition.flatMap(ContentDisposition.fileName),
            let name = usable(offered, reserving: partSuffix.utf8.count)
        {
            return name
        }
        if finalURL == originalURL { return fromURL(finalURL) ?? fallback }
        let names = [finalURL, originalURL].compactMap(fromURL)
        return names.first { !parts(of: $0).ending.isEmpty } ?? names.first ?? fallback
    }

    /// The name that a URL's path ends in, safe to create; `nil` when there is none.
    package static func fromURL(_ url: String) -> String? {
        if !url.utf8.starts(with: "http".utf8), let file = try? SourceURL(url), !file.isHTTP {
            return file.lastPathSegment.flatMap {
                usable($0, reserving: partSuffix.utf8.count)
            }
        }
        let slash = UInt8(ascii: "/")
        var path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }[...]
        if let colon = path.firstIndex(of: UInt8(ascii: ":")),
            path[colon...].starts(with: "://".utf8)
        {
            path = path[path.index(colon, offsetBy: 3)...]
            guard let start = path.firstIndex(of: slash) else { return nil }
            path = path[start...]
        }
        let start = path.lastIndex(of: slash).map { path.index(after: $0) } ?? path.startIndex
        let segment = path[start...]
        guard !segment.isEmpty else { return nil }
        if isPlain(segment) { return String(Substring(segment)) }
        return usable(percentDecoded(segment).fieldText, reserving: partSuffix.utf8.count)
    }

    /// `raw` made into one safe path component, or `download` when nothing of it is usable.
    ///
    /// - Parameters:
    ///   - raw: a name from outside.
    ///   - suffixBytes: how many bytes are left free for what is appended to it.
    /// - Returns: a name of at most 255 bytes with what is appended.
    package static func safe(
        _ raw: String, reserving suffixBytes: Int = partSuffix.utf8.count
    ) -> String {
        usable(raw, reserving: suffixBytes) ?? fallback
    }

    /// `name` with `suffix` behind it; where that would be too long, the name is cut before its ending.
    package static func appending(_ suffix: String, to name: String) -> String {
        let room = longest - suffix.utf8.count
        guard name.utf8.count > room else { return name + suffix }
        let (stem, ending) = parts(of: name)
        return cut(stem, to: max(1, room - ending.utf8.count)) + ending + suffix
    }

    /// `name (n).ext`, for when `name.ext` is taken; never longer than the limit.
    package static func numbered(
        _ name: String, _ n: Int, reserving suffixBytes: Int = partSuffix.utf8.count
    ) -> String {
        let (stem, ending) = parts(of: name)
        let tail = " (\(n))\(ending)"
        return cut(stem, to: max(1, longest - suffixBytes - tail.utf8.count)) + tail
    }
}

// MARK: - Making safe

extension FileName {
    /// Whether a segment of a URL is a safe name as it stands: most are.
    private static func isPlain(_ segment: Substring.UTF8View) -> Bool {
        guard segment.count <= longest - partSuffix.utf8.count, let first = segment.first,
            first.isLetter || first.isDigit
        else { return false }
        return segment.allSatisfy { byte in
            byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
    }

    private static func usable(_ raw: String, reserving suffixBytes: Int) -> String? {
        let component = raw.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last ?? [][...]
        var scalars: [Unicode.Scalar] = []
        for scalar in component {
            switch scalar {
            case "\t", "\n", "\u{0B}", "\u{0C}", "\r", "\u{85}": scalars.append(" ")
            case _ where isVisible(scalar): scalars.append(scalar)
            default: break
            }
        }
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        scalars = Array(scalars.drop(while: isSpace))
        guard let first = scalars.first, !scalars.allSatisfy({ $0 == "." }) else { return nil }
        if first == "." || first == "-" { scalars[0] = "_" }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars)
        let (stem, ending) = parts(of: String(name))
        let room = max(1, longest - max(0, suffixBytes))
        if ending.utf8.count >= room { return cut(String(name), to: room) }
        return cut(stem, to: room - ending.utf8.count) + ending
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        // Between letters of some scripts, and in emoji, these make a difference that is seen.
        if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
        // The braille pattern without a dot looks like nothing as well.
        if scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}" { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }

    /// The longest front of `text` of at most `limit` bytes that ends between two characters and not
    /// in a blank; within a character when the first alone is longer.
    package static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var bytes = 0
        let front = text.prefix { character in
            bytes += character.utf8.count
            return bytes <= limit
        }
        guard front.isEmpty else {
            let end = front.lastIndex { !$0.isWhitespace } ?? front.startIndex
            return String(front[...end])
        }
        var scalars = String.UnicodeScalarView()
        bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= limit else { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}

// MARK: - Extensions

extension FileName {
    /// Endings that are put behind another one, which then stays with them: `disk.img.xz`.
    private static let outerEndings: Set<String> = [
        "gz", "bz2", "xz", "zst", "lz", "lz4", "lzma", "lzo", "br", "z", "zstd", "asc", "sig",
        "sha256", "sha512", "md5", "part", "torrent", "gpg", "age",
    ]

    /// A name as its stem and its ending, with the dot; the ending is empty if there is none.
    ///
    /// An ending is 1 to 10 ASCII letters and digits, with at least one letter, behind a dot that is
    /// not the first character; of `.tar.gz` and `.tar.gz.sig` all count, up to three.
    package static func parts(of name: String) -> (stem: String, ending: String) {
        var stem = name[...]
        var ending = ""
        for _ in 0..<3 {
            guard let (front, last) = lastEnding(stem) else { break }
            guard ending.isEmpty || last.utf8.count <= 5 else { break }
            stem = front
            ending = ".\(last)" + ending
            guard outerEndings.contains(last.asciiLowercased) else { break }
        }
        return (String(stem), ending)
    }

    private static func lastEnding(_ name: Substring) -> (Substring, Substring)? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
            return nil
        }
        let ending = name[name.utf8.index(after: dot)...]
        guard 1...10 ~= ending.utf8.count,
            ending.utf8.allSatisfy({ $0.isLetter || $0.isDigit }),
            ending.utf8.contains(where: \.isLetter)
        else { return nil }
        return (name[..<dot], ending)
    }
}
