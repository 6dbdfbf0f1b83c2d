import DownloadCore

/// Several URLs that were pasted, before they are added.
struct PasteReview: Hashable, Sendable {
    /// What is to be said about one of them.
    enum Verdict: Hashable, Sendable {
        case new
        /// It is in the queue, or was pasted twice.
        case known
        /// It has a slip; what was probably meant.
        case slip(String)
        /// It cannot be fetched, and why.
        case wrong(String)
    }

    /// One URL.
    struct Entry: Hashable, Sendable {
        var url: String
        var verdict: Verdict
    }

    /// The URLs in their order.
    private(set) var entries: [Entry]
    /// The first that is drawn.
    var top = 0

    /// Reviews URLs.
    ///
    /// - Parameters:
    ///   - urls: What was pasted.
    ///   - isKnown: Whether a URL, as it is sent, is in the queue.
    init(_ urls: [String], isKnown: (String) -> Bool) {
        var seen: Set<String> = []
        entries = urls.map { url in
            if let problem = URLText.problem(with: url) {
                let verdict = URLText.suggestion(for: url).map { Verdict.slip($0) }
                return Entry(url: url, verdict: verdict ?? .wrong(problem))
            }
            let sent = SourceURL.normalized(url)
            let isFresh = seen.insert(sent).inserted && !isKnown(sent)
            return Entry(url: url, verdict: isFresh ? .new : .known)
        }
    }

    /// How many have a verdict.
    func count(where isCounted: (Verdict) -> Bool) -> Int {
        entries.count { isCounted($0.verdict) }
    }

    var new: Int { count { $0 == .new } }
    var known: Int { count { $0 == .known } }
    var slips: Int { count { if case .slip = $0 { true } else { false } } }
    var wrong: Int { count { if case .wrong = $0 { true } else { false } } }

    /// Takes every suggestion.
    mutating func acceptSuggestions(isKnown: (String) -> Bool) {
        let urls = entries.map { entry in
            if case .slip(let fixed) = entry.verdict { fixed } else { entry.url }
        }
        let top = top
        self = PasteReview(urls, isKnown: isKnown)
        self.top = top
    }

    /// The URLs that are added.
    var addable: [String] { entries.filter { $0.verdict == .new }.map(\.url) }

    /// The URLs that are not: they can be corrected in the form.
    var text: String { entries.map(\.url).joined(separator: "\n") }
}
