/// Where the digest comes from that a file is checked against, when a person gives none.
public enum DigestSource: String, Hashable, Sendable, CaseIterable {
    /// From the fields of the server's response, if they have one.
    case server
    /// From a file of checksums beside the source, which must be there.
    case file = "auto"
    /// From nowhere: nothing is checked.
    case none

    /// Reads the word that a person writes in place of a digest, `auto` or `none`; `nil` for every
    /// other text.
    package init?(option: String) {
        switch option.lowercased() {
        case DigestSource.file.rawValue: self = .file
        case DigestSource.none.rawValue: self = .none
        default: return nil
        }
    }
}
