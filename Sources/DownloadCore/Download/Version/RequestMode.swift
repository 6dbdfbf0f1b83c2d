/// How the file is asked for, as its server's answers have shown.
package struct RequestMode: Hashable, Sendable {
    /// Whether the server gives ranges.
    package internal(set) var ranges: DownloadSnapshot.Ranges = .unknown
    /// Whether requests go without `Range`.
    var isPlain = false
    /// Whether the body is decoded on its way: the server compresses it unasked.
    var isDecoding = false
    /// How often in a row the whole file came instead of a range, although ranges were given before.
    var wholeInstead = 0
    /// How often in a row a range was refused that could be given.
    var rangeRefusals = 0
    /// What an FTP server has said that is not so.
    var fileServer = FileServerDoubts()
    /// What is known of the server.
    package internal(set) var server: ServerFacts?

    /// Knows nothing of the server.
    package init() {}

    /// Forgets whether ranges are supported; the next response tells.
    mutating func begin() {
        isPlain = false
        ranges = .unknown
    }

    /// Asks without a range from now on, for this reason.
    mutating func goPlain(because reason: String) {
        isPlain = true
        ranges = .none(reason)
    }

    /// Whether a break loses what has arrived: the server gives no ranges.
    var isStream: Bool {
        if case .none = ranges { true } else { false }
    }
}
