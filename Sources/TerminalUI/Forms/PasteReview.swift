import DownloadCore

/// Several pasted URLs, reviewed before they are added.
struct PasteReview: Hashable, Sendable {
    /// The verdict on a URL.
    enum Verdict: Hashable, Sendable {
        case new
        /// It is in the queue.
        case known
        /// It was pasted before.
        case repeated
        /// It has a typing error; the probable URL.
        case slip(String)
        /// It is invalid, for this reason.
        case wrong(String)
    }

    /// A URL and its verdict.
    struct Entry: Hashable, Sendable {
        var url: String
        var verdict: Verdict
    }

    /// The URLs in order.
    private(set) var entries: [Entry]
    /// The first visible entry.
    var top = 0

    /// Reviews URLs.
    ///
    /// - Parameters:
    ///   - urls: The pasted URLs.
    ///   - isKnown: Returns whether a normalized URL is in the queue.
    init(_ urls: [String], isKnown: (String) -> Bool) {
        var seen: Set<String> = []
        entries = urls.map { url in
            if let problem = URLText.problem(with: url) {
                let verdict = URLText.suggestion(for: url).map { Verdict.slip($0) }
                return Entry(url: url, verdict: verdict ?? .wrong(problem))
            }
            let sent = SourceURL.normalized(url)
            let isRepeated = !seen.insert(sent).inserted
            return Entry(
                url: url, verdict: isKnown(sent) ? .known : isRepeated ? .repeated : .new)
        }
    }

    /// Returns the number of URLs with such a verdict.
    func count(where isCounted: (Verdict) -> Bool) -> Int {
        entries.count { isCounted($0.verdict) }
    }

    var new: Int { count { $0 == .new } }
    var known: Int { count { $0 == .known } }
    var repeated: Int { count { $0 == .repeated } }
    var slips: Int { count { if case .slip = $0 { true } else { false } } }
    var wrong: Int { count { if case .wrong = $0 { true } else { false } } }

    /// Accepts every suggestion.
    mutating func acceptSuggestions(isKnown: (String) -> Bool) {
        let urls = entries.map { entry in
            if case .slip(let fixed) = entry.verdict { fixed } else { entry.url }
        }
        let top = top
        self = PasteReview(urls, isKnown: isKnown)
        self.top = top
    }

    /// The URLs to add.
    var addable: [String] { entries.filter { $0.verdict == .new }.map(\.url) }

    /// All URLs, for corrections in the form.
    var text: String { entries.map(\.url).joined(separator: "\n") }
}
