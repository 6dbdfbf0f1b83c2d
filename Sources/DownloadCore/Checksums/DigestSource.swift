/// The source of the digest for verification when the user gives none.
public enum DigestSource: String, Hashable, Sendable, CaseIterable, Codable {
    /// The fields of the server's response, if they contain a digest.
    case server
    /// A checksum file next to the source, which must exist.
    case file = "auto"
    /// No source: the file is not verified.
    case none

    /// Parses the option value used in place of a digest, `auto` or `none`; `nil` for any other
    /// text.
    package init?(option: String) {
        switch option.lowercased() {
        case DigestSource.file.rawValue: self = .file
        case DigestSource.none.rawValue: self = .none
        default: return nil
        }
    }
}
