import DownloadCore

/// A change of a download's sources by `changeUri`.
struct SourceChange: Hashable, Sendable {
    /// The sources: the first defines the file, the others are mirrors.
    private(set) var sources: [String]
    /// The number of sources that were removed.
    private(set) var removed = 0
    /// The number of sources that were added.
    private(set) var added = 0

    /// Creates a change of these sources.
    init(_ sources: [String]) { self.sources = sources }

    /// Removes sources, given as they are or as clients see them, without credentials.
    mutating func remove(_ urls: [String]) {
        for url in urls {
            let normal = SourceURL.normalized(url)
            let place = sources.firstIndex { $0 == url || $0 == normal || Self.shown($0) == url }
            guard let place else { continue }
            sources.remove(at: place)
            removed += 1
        }
    }

    private static func shown(_ url: String) -> String {
        DownloadRequest(source: url, directory: "").concealed.sources[0]
    }

    /// Adds sources.
    ///
    /// - Parameters:
    ///   - urls: The URLs; those that are sources already are left out.
    ///   - position: Where they go; `nil` is the end.
    /// - Throws: `RPCError` for one that is not a URL, or too many.
    mutating func add(_ urls: [String], at position: Int?) throws(RPCError) {
        var place = min(position ?? sources.count, sources.count)
        for url in urls {
            let parsed: SourceURL
            do throws(DownloadError) {
                parsed = try SourceURL(url)
            } catch {
                throw RPCError("a URI to add: \(error.cause)")
            }
            guard !sources.contains(parsed.text) else { continue }
            sources.insert(parsed.text, at: place)
            place += 1
            added += 1
        }
    }
}
