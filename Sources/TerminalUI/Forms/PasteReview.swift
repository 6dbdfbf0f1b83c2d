import DownloadCore

/// Several pasted URLs or curl commands, reviewed before they are added.
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
        /// The request of a curl command.
        var request: DownloadRequest?
        /// What is ignored in the command.
        var omitted: [String] = []
    }

    /// The URLs in order.
    private(set) var entries: [Entry]
    /// The first visible entry.
    var top = 0
    /// The pasted curl commands; `nil` for URLs.
    private(set) var commands: String?

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

    /// Reviews curl commands.
    ///
    /// - Parameters:
    ///   - text: The pasted text.
    ///   - outcomes: The requests of each command and what is ignored, or why it is refused.
    ///   - isKnown: Returns whether a normalized URL is in the queue.
    init(
        of text: String,
        _ outcomes: [Result<([DownloadRequest], [String]), CurlCommand.Problem>],
        isKnown: (String) -> Bool
    ) {
        commands = text
        entries = []
        var seen: Set<String> = []
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success((let requests, let omitted)):
                for request in requests {
                    let url = request.sources.first ?? ""
                    let isRepeated = !seen.insert(url).inserted
                    entries.append(
                        Entry(
                            url: url,
                            verdict: isKnown(url) ? .known : isRepeated ? .repeated : .new,
                            request: request, omitted: omitted))
                }
            case .failure(let problem):
                // Its text may contain secrets.
                entries.append(
                    Entry(url: "command \(index + 1)", verdict: .wrong(problem.description)))
            }
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
        guard slips > 0 else { return }
        let urls = entries.map { entry in
            if case .slip(let fixed) = entry.verdict { fixed } else { entry.url }
        }
        let top = top
        self = PasteReview(urls, isKnown: isKnown)
        self.top = top
    }

    /// The URLs to add.
    var addable: [String] { entries.filter { $0.verdict == .new }.map(\.url) }

    /// The requests of the curl commands to add.
    var requests: [DownloadRequest] {
        entries.filter { $0.verdict == .new }.compactMap(\.request)
    }

    /// Everything that was pasted, for corrections in the form.
    var text: String { commands ?? entries.map(\.url).joined(separator: "\n") }
}
