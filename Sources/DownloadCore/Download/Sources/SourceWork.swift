/// The state of one source of a download.
package struct SourceWork: Hashable, Sendable {
    /// What a source can be used for.
    package enum State: Hashable, Sendable {
        /// It is not known yet whether it has the same file.
        case untried
        /// It was shown to have the same file.
        case confirmed
        /// It cannot serve ranges, so it is used only for the whole file; the reason in words.
        case withoutRanges(String)
        /// It is not used any more.
        case dropped(DownloadError)
    }

    /// Its URL.
    package let url: String
    /// Its URL without user name and password, for display.
    package let shownURL: String
    /// Whether a server named it, not the user.
    package var isOffered = false
    /// Its state.
    package var state = State.untried
    /// Its validator of the file; sources do not share validators.
    package var validator = Validator.none
    /// Its step on the ladder of validators: entity tag, date, none and an overlap check.
    package var ladder = 0
    /// A redirect target that works.
    package var resolved: ResolvedURL?
    /// Whether lanes may start at the redirect target of another.
    package var sharesRedirect = true
    /// The number of consecutive futile tries.
    package var failures = 0
    /// Whether it is still to be asked for a file that others did not have.
    var standing = SourceStanding()
    /// The error of the last failed try.
    package var lastError: DownloadError?
    /// The time before which it is not asked.
    package var until = Instant(seconds: -.infinity)
    /// How fast it is, as far as known.
    var speed = SourceSpeed()
    /// The bytes that it provided in this run, if there are other sources.
    package var written = ByteRangeSet()

    /// Creates an untried source.
    package init(_ url: String, isOffered: Bool = false) {
        self.url = url
        shownURL = SourceURL.shown(url)
        self.isOffered = isOffered
    }

    /// The speed of one of its lanes in bytes per second, as last measured.
    package var rate: Double? {
        get { speed.rate }
        set { speed.rate = newValue }
    }

    /// Whether it was dropped because its bytes differ from those on disk.
    var wasCompared: Bool {
        if case .dropped(let error) = state { error.kind == .changed } else { false }
    }

    /// Whether it was dropped because its file has the wrong digest.
    var isWrong: Bool {
        if case .dropped(let error) = state { error.kind == .checksum } else { false }
    }

    /// Whether it is not used any more.
    package var isDropped: Bool {
        if case .dropped = state { true } else { false }
    }

    /// Marks it as untried: its bytes are compared again, so its validators do not count.
    mutating func beginTrial() {
        state = .untried
        validator = .none
        ladder = 0
    }

    /// Forgets its failed tries.
    mutating func clearFailures() {
        failures = 0
        until = Instant(seconds: -.infinity)
    }

    /// Returns to its own URL, each lane for itself: its redirect target has stopped working.
    mutating func distrustRedirect() {
        resolved = nil
        sharesRedirect = false
    }
}
