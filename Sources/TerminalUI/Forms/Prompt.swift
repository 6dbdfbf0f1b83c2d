import DownloadCore

/// A line with a single text field.
struct Prompt: Hashable, Sendable {
    /// The value to enter.
    enum Kind: Hashable, Sendable {
        case fragments([DownloadID])
        case limit([DownloadID])
        case limitAll
        case filter
        case newURL(DownloadID)
    }

    var kind: Kind
    var field: TextField
    /// The problem with the typed text.
    var problem: String?

    init(_ kind: Kind, text: String = "") {
        self.kind = kind
        self.field = TextField(text)
    }

    /// The label of the field.
    var label: String {
        switch kind {
        case .fragments: "connections"
        case .limit(let ids): ids.count == 1 ? "limit" : "limit for each of \(ids.count)"
        case .limitAll: "limit for all together"
        case .filter: "filter"
        case .newURL: "new URL"
        }
    }

    /// The downloads that it changes; `nil` when it concerns none.
    var targets: [DownloadID]? {
        switch kind {
        case .fragments(let ids), .limit(let ids): ids
        case .newURL(let id): [id]
        case .limitAll, .filter: nil
        }
    }

    /// The expected values, shown after the field.
    var hint: String {
        switch kind {
        case .fragments: "1 to 64, or auto"
        case .limit, .limitAll: "e.g. 500K or 2M per second; empty: no limit"
        case .filter: "part of a name, host, URL or state; Esc shows all"
        case .newURL: "of the same file; progress is kept"
        }
    }

    /// Returns the intent that Enter performs; throws the problem in words.
    func intent() throws(Wrong) -> Intent? {
        let text = field.text.filter { $0 != " " }
        switch kind {
        case .filter: return nil
        case .fragments(let ids):
            return .setFragments(ids, try Self.fragments(text))
        case .limit(let ids):
            return .limitDownload(ids, bytesPerSecond: try Self.limit(text))
        case .limitAll:
            return .limitAll(bytesPerSecond: try Self.limit(text))
        case .newURL(let id):
            if text.isEmpty { throw Wrong("paste or type the new URL") }
            if let problem = URLText.problem(with: field.text) { throw Wrong(problem) }
            return .replaceSource(id, url: SourceURL.normalized(field.text))
        }
    }

    /// The problem with typed text.
    struct Wrong: Error, Hashable {
        var words: String
        init(_ words: String) { self.words = words }
    }

    /// Reads a number of fragments.
    static func fragments(_ text: String) throws(Wrong) -> FragmentCount {
        if text.isEmpty || text.lowercased() == "auto" { return .auto }
        guard let number = Int(text), FragmentCount.allowed.contains(number) else {
            throw Wrong("\(Text.visible(text)) is not 1 to 64 or auto")
        }
        return .fixed(number)
    }

    /// Reads a speed limit; the empty text is none.
    static func limit(_ text: String) throws(Wrong) -> Int64? {
        if ["", "0", "none", "off"].contains(text.lowercased()) { return nil }
        guard let rate = Units.rate(text) else {
            throw Wrong("\(Text.visible(text)) is not a rate; write 500K or 2M")
        }
        return rate
    }
}
