import DownloadCore

/// One download as the ledger keeps it.
package struct LedgerEntry: Hashable, Sendable, Identifiable {
    /// What became of a download, as far as it outlasts the program.
    package enum State: Hashable, Sendable {
        /// Its turn comes, or was under way when the program ended.
        case waiting
        /// A person stopped it.
        case paused
        /// It cannot go on without a person.
        case failed(DownloadError)
        /// Whole, at this path.
        case done(path: String)
        /// Taken out of the list before it was done.
        case removed
    }

    /// The download's name, also the row's number.
    package var id: DownloadID
    /// What was asked for.
    ///
    /// When it comes from the ledger, secrets are in it only if they were to be
    /// kept; see `lacksSecrets`.
    package var request: DownloadRequest
    /// The file's name as far as known.
    package var name: String
    /// What became of it.
    package var state: State = .waiting
    /// Its place in the list: smaller numbers first.
    package var position: Int64 = 0
    /// Whether it is in the list, or in the history only.
    package var isListed = true
    /// Whether passwords, cookies and tokens in the request are kept.
    package var keepsSecrets = false
    /// Whether the request had passwords, cookies or tokens that were not kept.
    package var lacksSecrets = false
    /// The file's length in bytes; `nil` when not known.
    package var length: Int64?
    /// How many bytes had arrived when it was saved; the part file knows better.
    package var received: Int64 = 0
    /// When it was added, in seconds since 1970.
    package var added: Double = 0
    /// When it was done, in seconds since 1970.
    package var finished: Double?
    /// The digest of the finished file, `sha256:…`, if it was computed.
    package var digest: String?
    /// The part file, to be known again.
    package var part: KnownPart?
    /// The folder that the part file is being taken to: it is there, or still in the request's.
    package var movesTo: String?
    /// Whether a finished file, and its name, are on the disk whatever happens.
    package var isSettled = false
    /// The run of the machine in which it was finished.
    ///
    /// A file that is not settled is as whole as it was while that run lasts, and is checked again
    /// after it.
    package var finishedIn = BootID.unknown
    /// Whether another process has it.
    ///
    /// Such an entry is shown and not written; the value itself is never saved.
    package var isInUse = false

    /// Creates an entry of a download that has not begun.
    package init(id: DownloadID, request: DownloadRequest, name: String) {
        self.id = id
        self.request = request
        self.name = name
    }
}
