/// Why the first response of a source is hardly the requested file.
package enum SourceDoubt: Hashable, Sendable {
    /// It is a small text of this media type.
    case text(String)
    /// It is a web page.
    case page
    /// It is empty.
    case empty

    /// What is sent instead of the file.
    package var cause: String {
        switch self {
        case .text(let type): "it sends \(type) instead of the file"
        case .page: "it sends a web page instead of the file"
        case .empty: "its file is empty"
        }
    }

    /// The order in which such responses are accepted if no source has a better one.
    package var rank: Int {
        switch self {
        case .text: 0
        case .page: 1
        case .empty: 2
        }
    }
}
