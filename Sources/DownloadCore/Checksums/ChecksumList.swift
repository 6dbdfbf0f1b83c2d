/// A checksum file in the format of `sha256sum`, BSD's `sha256` or similar tools.
///
/// Each line has one of these forms, which may be mixed:
/// - `HEX  name` and `HEX *name` (GNU coreutils); after a leading backslash, `\\`, `\n` and `\r` in
///   the name are escape sequences;
/// - `SHA256 (name) = HEX` (BSD, `sha256sum --tag`, `openssl dgst`);
/// - `HEX` alone.
///
/// All other lines are ignored, such as comments, signatures and the HTML of an error page.
package struct ChecksumList: Hashable, Sendable {
    /// One line with a checksum.
    package struct Entry: Hashable, Sendable {
        /// The file name or path as listed; `nil` for a line with a digest alone.
        package var name: String?
        /// The digest.
        package var checksum: Checksum
    }

    /// The checksum files to look for next to a file, in order.
    package static let siblings: [(file: Sibling, algorithm: Checksum.Algorithm)] = [
        (.ending(".sha256"), .sha256), (.ending(".sha512"), .sha512),
        (.list("SHA256SUMS"), .sha256), (.list("SHA512SUMS"), .sha512),
        (.list("sha256sums.txt"), .sha256), (.list("sha256sum.txt"), .sha256),
        (.ending(".sha1"), .sha1), (.ending(".md5"), .md5), (.list("MD5SUMS"), .md5),
    ]

    /// The location of a checksum file relative to the file it covers.
    package enum Sibling: Hashable, Sendable {
        /// The URL of the file plus this suffix; covers that file alone.
        case ending(String)
        /// A file of this name in the same folder; covers several files.
        case list(String)

        /// Returns the URL of the checksum file.
        ///
        /// - Parameter url: The URL of the file; its query is ignored.
        /// - Returns: `nil` if `url` does not name a file.
        package func url(beside url: String) -> String? {
            let path = url.prefix { $0 != "?" && $0 != "#" }
            guard let slash = path.lastIndex(of: "/"), path[..<slash].last != "/",
                path.index(after: slash) != path.endIndex
            else { return nil }
            switch self {
            case .ending(let ending): return path + ending
            case .list(let name): return path[...slash] + name
            }
        }
    }

    /// The lines with a checksum, in file order.
    package var entries: [Entry] = []

    /// The maximum size in bytes of a checksum file.
    package static let longest = 4 << 20

    /// Parses a checksum file, ignoring lines without a digest of `algorithm`.
    package init(_ bytes: [UInt8], algorithm: Checksum.Algorithm) {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        where line.count <= 1 << 14 {
            let isEscaped = line.first == UInt8(ascii: "\\")
            let rest = isEscaped ? line.dropFirst() : line.trimmed[...]
            guard var entry = Self.plain(rest, algorithm) ?? Self.tagged(rest, algorithm) else {
                continue
            }
            if isEscaped { entry.name = entry.name.map(Self.unescaped) }
            entries.append(entry)
        }
    }

    /// Returns the checksum listed for a file.
    ///
    /// A line with the exact name takes precedence over one with a path that ends in it. If neither
    /// exists, a list for this file alone may name any file.
    ///
    /// - Parameters:
    ///   - names: The names that the file may be listed under.
    ///   - isOwn: Whether the list covers this file alone.
    /// - Returns: `nil` if the file is not listed.
    /// - Throws: `DownloadError` of kind `.checksum` if matching lines disagree.
    package func checksum(
        of names: [String], isOwn: Bool
    ) throws(DownloadError) -> Checksum? {
        let exact = entries.filter { $0.name.map { names.contains(Self.bare($0)) } ?? false }
        let inFolder = entries.filter { entry in
            guard let last = entry.name?.split(separator: "/").last else { return false }
            return names.contains(String(last))
        }
        let fitting = !exact.isEmpty ? exact : !inFolder.isEmpty ? inFolder : isOwn ? entries : []
        guard let first = fitting.first else { return nil }
        guard fitting.allSatisfy({ $0.checksum == first.checksum }) else {
            throw DownloadError(
                .checksum, "contains conflicting checksums for \(names.first ?? "the file")")
        }
        return first.checksum
    }

    /// Parses `HEX`, `HEX  name` or `HEX *name`.
    private static func plain(
        _ line: ArraySlice<UInt8>, _ algorithm: Checksum.Algorithm
    ) -> Entry? {
        let hex = line.prefix { !$0.isBlank }
        guard let checksum = checksum(hex, algorithm) else { return nil }
        var name = line[hex.endIndex...].drop(while: \.isBlank)
        if name.first == UInt8(ascii: "*") { name = name.dropFirst() }
        return Entry(name: name.isEmpty ? nil : name.fieldText, checksum: checksum)
    }

    /// Parses `SHA256 (name) = HEX`, also in the form `SHA2-256(name)= HEX`.
    private static func tagged(
        _ line: ArraySlice<UInt8>, _ algorithm: Checksum.Algorithm
    ) -> Entry? {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")),
            let close = line.lastIndex(of: UInt8(ascii: ")")), open < close,
            let equals = line[close...].firstIndex(of: UInt8(ascii: "=")),
            line[line.index(after: close)..<equals].allSatisfy(\.isBlank)
        else { return nil }
        let tag = line[..<open].trimmed.fieldText.asciiLowercased
        let tags: [String] =
            switch algorithm {
            case .sha256: ["sha256", "sha-256", "sha2-256"]
            case .sha512: ["sha512", "sha-512", "sha2-512"]
            case .sha1: ["sha1", "sha-1"]
            case .md5: ["md5"]
            }
        guard tags.contains(tag), let checksum = checksum(line[(equals + 1)...], algorithm) else {
            return nil
        }
        return Entry(name: line[(open + 1)..<close].fieldText, checksum: checksum)
    }

    private static func checksum(
        _ hex: ArraySlice<UInt8>, _ algorithm: Checksum.Algorithm
    ) -> Checksum? {
        Checksum("\(algorithm.rawValue):\(hex.trimmed.fieldText)")
    }

    private static func bare(_ name: String) -> String {
        name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    }

    /// Replaces the escape sequences `\\`, `\n` and `\r` in a name.
    private static func unescaped(_ name: String) -> String {
        var result = ""
        var isEscape = false
        for character in name {
            switch (isEscape, character) {
            case (false, "\\"):
                isEscape = true
                continue
            case (true, "n"): result.append("\n")
            case (true, "r"): result.append("\r")
            default: result.append(character)
            }
            isEscape = false
        }
        return result
    }
}
