/// One source of a download, and what its answers have shown of it.
package struct SourceWork: Hashable, Sendable {
    /// What a source is good for.
    package enum State: Hashable, Sendable {
        /// Nobody knows yet whether it has the same file.
        case untried
        /// It has been shown to have the file.
        case confirmed
        /// It gives no ranges, so it cannot help others, but may be asked for the whole; why, in words.
        case spare(String)
        /// It is not asked any more.
        case dropped(DownloadError)
    }

    /// Its URL.
    package let url: String
    /// Its URL as it may be shown: without user name and password.
    package let shownURL: String
    /// Whether a server has named it, and no person.
    package var isOffered = false
    /// What it is good for.
    package var state = State.untried
    /// What it says of the file's version; every source has words of its own.
    package var validator = Validator.none
    /// How far down the ladder of validators it is: entity tag, date, none and an overlap check.
    package var ladder = 0
    /// A URL that it redirected to and that works.
    package var resolved: Download.Resolved?
    /// Whether lanes may begin where another was redirected to.
    package var sharesRedirect = true
    /// Tries in a row that have brought next to nothing.
    package var failures = 0
    /// Why the last of them failed.
    package var lastError: DownloadError?
    /// Nothing is asked of it before this time.
    package var until = Instant(seconds: -.infinity)
    /// The speed of one of its lanes in bytes per second, as last measured.
    package var rate: Double?
    /// The bytes that came from it in this run, if there are other sources.
    package var written = ByteRangeSet()

    /// Creates a source of which nothing is known.
    package init(_ url: String, isOffered: Bool = false) {
        self.url = url
        shownURL = Download.shown(url)
        self.isOffered = isOffered
    }

    /// Whether it was dropped because its bytes are not those that are there.
    var wasCompared: Bool {
        if case .dropped(let error) = state { error.kind == .changed } else { false }
    }

    /// Whether it is not asked any more.
    package var isDropped: Bool {
        if case .dropped = state { true } else { false }
    }
}
