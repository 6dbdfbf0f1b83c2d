/// Derives safe file names from response fields and URLs.
///
/// The policies:
/// - **Source**: `Content-Disposition` (see `ContentDisposition`), else the last path segment of
///   the final URL, else that of the original URL. If only the segment of the original URL has an
///   extension, it takes precedence: storage hosts serve `tool.tar.gz` under names like `a81f0c`.
///   The segment is percent-decoded as UTF-8 if valid, else as ISO-8859-1. If no name is usable, it
///   is `download`.
/// - **A single component**: only the part after the last `/` or `\` counts, so `../../etc/passwd`
///   becomes `passwd`; `.` and `..` are rejected.
/// - **Removed**: control characters (a tab or line break becomes a space), characters that change
///   the text direction or are invisible (format characters and default ignorables, such as
///   fillers, variation selectors and tags, except the joiners U+200C and U+200D), line and
///   paragraph separators, and surrounding whitespace.
/// - **Leading `.` and `-`**: a server must not create hidden files or names that commands parse as
///   options. The first such character becomes `_`: `.bashrc` is saved as `_bashrc`, `-rf` as
///   `_rf`.
/// - **Kept**: everything else. `:`, `?`, `*`, `|` and names like `CON` are valid on Linux.
/// - **Length**: at most 255 bytes, including the suffix of the part file. Longer names are
///   truncated between characters, before the extension.
package enum FileName {
    /// The maximum length of a file name in bytes on Linux file systems.
    package static let longest = 255
    /// The suffix of a part file's name.
    package static let partSuffix = ".part"
    /// The name of a file without a usable name.
    package static let fallback = "download"

    /// Returns a safe name for a file, given the response and the URLs.
    ///
    /// - Parameters:
    ///   - contentDisposition: The value of the `Content-Disposition` field, if any.
    ///   - finalURL: The URL after redirects.
    ///   - originalURL: The URL before redirects.
    /// - Returns: A name short enough to append `.part`.
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

    /// Returns a safe name from the last path segment of a URL; `nil` if there is none.
    package static func fromURL(_ url: String) -> String? {
        if !url.hasPrefix("http"), let file = try? SourceURL(url), !file.isHTTP {
            return file.lastPathSegment.flatMap {
                usable($0, reserving: partSuffix.utf8.count)
            }
        }
        let bytes = Array(url.utf8)
        var path = bytes.prefix { $0 != question && $0 != UInt8(ascii: "#") }
        if let colon = path.firstIndex(of: UInt8(ascii: ":")),
            path[colon...].starts(with: "://".utf8)
        {
            guard let start = path[(colon + 3)...].firstIndex(of: slash) else { return nil }
            path = path[start...]
        }
        let segment = path[(path.lastIndex(of: slash).map { $0 + 1 } ?? path.startIndex)...]
        guard !segment.isEmpty else { return nil }
        if isPlain(segment) { return String(decoding: segment, as: UTF8.self) }
        return usable(percentDecoded(segment).fieldText, reserving: partSuffix.utf8.count)
    }

    /// Returns `raw` as one safe path component, or `download` if nothing is usable.
    ///
    /// - Parameters:
    ///   - raw: A name from an untrusted source.
    ///   - suffixBytes: The number of bytes to reserve for a suffix.
    /// - Returns: A name of at most 255 bytes, including the suffix.
    package static func safe(
        _ raw: String, reserving suffixBytes: Int = partSuffix.utf8.count
    ) -> String {
        usable(raw, reserving: suffixBytes) ?? fallback
    }

    /// Appends a suffix to a name, truncating the name before its extension if necessary.
    package static func appending(_ suffix: String, to name: String) -> String {
        let room = longest - suffix.utf8.count
        guard name.utf8.count > room else { return name + suffix }
        let (stem, ending) = parts(of: name)
        return cut(stem, to: max(1, room - ending.utf8.count)) + ending + suffix
    }

    /// Returns `name (n).ext`, for when `name.ext` exists, within the length limit.
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
    /// Whether a URL segment is already a safe name, as most are.
    private static func isPlain(_ segment: ArraySlice<UInt8>) -> Bool {
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
        // Joiners change how some scripts and emoji are displayed.
        if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
        // The blank braille pattern is invisible as well.
        if scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}" { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }

    /// Returns the longest prefix of at most `limit` bytes that ends between two characters.
    ///
    /// Trailing whitespace is removed. If the first character alone exceeds the limit, it is
    /// truncated between its scalars.
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
    /// Extensions that include the one before them, as in `disk.img.xz`.
    private static let outerEndings: Set<String> = [
        "gz", "bz2", "xz", "zst", "lz", "lz4", "lzma", "lzo", "br", "z", "zstd", "asc", "sig",
        "sha256", "sha512", "md5", "part", "torrent", "gpg", "age",
    ]

    /// Splits a name into its stem and its extension with the dot, which may be empty.
    ///
    /// An extension has 1 to 10 ASCII letters and digits, at least one of them a letter, and
    /// follows a dot that is not the first character. Compound ones such as `.tar.gz` and
    /// `.tar.gz.sig` count as a whole, up to three.
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
