/// A parsed Metalink: files with their sources and digests, in version 4 (RFC 5854) or 3.
package struct Metalink: Hashable, Sendable {
    /// One file.
    package struct File: Hashable, Sendable {
        /// The folders and the name of the file, each safe to create.
        package var path: [String]
        /// The length in bytes; `nil` if unspecified.
        package var length: Int64?
        /// The digests of the whole file.
        package var checksums: [Checksum] = []
        /// The digests of the pieces.
        package var pieces: PieceDigests?
        /// The URLs of the sources, best first.
        package var sources: [String] = []
    }

    /// The files, in document order.
    package var files: [File] = []

    /// The maximum size of a document in bytes.
    package static let longest = 8 << 20
    private static let mostFiles = 10_000
    private static let mostSources = 64

    /// Whether the file name extension of a path or URL is that of a Metalink.
    package static func isName(_ text: String) -> Bool {
        let end = text.utf8.prefix { $0 != question && $0 != 0x23 }.suffix(9).map(\.lowercased)
        return end.suffix(6).elementsEqual(".meta4".utf8) || end.elementsEqual(".metalink".utf8)
    }

    /// Whether the media type in a `Content-Type` field is that of a Metalink, version 4 or 3.
    package static func isMediaType(_ text: String?) -> Bool {
        guard let text else { return false }
        let type = String(decoding: text.utf8.prefix { $0 != 0x3B && $0 != 0x20 }, as: UTF8.self)
            .asciiLowercased
        return type == "application/metalink4+xml" || type == "application/metalink+xml"
    }

    /// Parses a document.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if it is not a Metalink, a file name leaves
    ///   the target folder, or a file has no supported source.
    package init(_ bytes: [UInt8]) throws(DownloadError) {
        guard bytes.count <= Self.longest else {
            throw DownloadError(.badResponse, "it is longer than \(Self.longest) bytes")
        }
        var reader = XMLReader(bytes)
        var path: [String] = []
        var attributes: [String: String] = [:]
        var text = ""
        var draft: Draft?
        while let piece = try reader.next() {
            switch piece {
            case .start(let name, let values):
                path.append(name)
                guard path.first == "metalink" else {
                    throw DownloadError(.badResponse, "not a Metalink")
                }
                attributes = values
                text = ""
                switch name {
                case "file": draft = Draft(name: values["name"] ?? "")
                case "pieces": draft?.pieces = DraftPieces(values)
                default: break
                }
            case .text(let more): text += more
            case .end(let name):
                path.removeLast()
                if name == "file", let whole = draft {
                    guard files.count < Self.mostFiles else {
                        throw DownloadError(
                            .badResponse, "it lists more than \(Self.mostFiles) files")
                    }
                    files.append(try whole.file(mostSources: Self.mostSources))
                    draft = nil
                } else {
                    draft?.take(
                        name, in: path.last ?? "", attributes,
                        String(text.trimmed(while: \.isWhitespace)))
                    attributes = [:]
                }
            }
        }
        guard !files.isEmpty else { throw DownloadError(.badResponse, "it lists no files") }
    }
}
