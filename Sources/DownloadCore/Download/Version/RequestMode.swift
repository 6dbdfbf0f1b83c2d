/// How the file is requested, according to its server's responses.
package struct RequestMode: Hashable, Sendable {
    /// Whether the server supports ranges.
    package internal(set) var ranges: DownloadSnapshot.Ranges = .unknown
    /// Whether requests omit `Range`.
    var isPlain = false
    /// Whether the body is decoded in transit: the server compresses it unasked.
    var isDecoding = false
    /// The number of consecutive whole responses in place of ranges.
    var wholeInstead = 0
    /// The number of consecutive refusals of a satisfiable range.
    var rangeRefusals = 0
    /// What an FTP server has said that turned out to be wrong.
    var fileServer = FileServerDoubts()
    /// The facts about the server.
    package internal(set) var server: ServerFacts?

    /// Creates a mode for an unknown server.
    package init() {}

    /// Forgets whether ranges are supported; the next response tells.
    mutating func begin() {
        isPlain = false
        ranges = .unknown
    }

    /// Omits `Range` from now on, for this reason.
    mutating func goPlain(because reason: String) {
        isPlain = true
        ranges = .none(reason)
    }

    /// Whether a break loses the received bytes: the server does not support ranges.
    var isStream: Bool {
        if case .none = ranges { true } else { false }
    }
}
