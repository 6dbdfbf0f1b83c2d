import DownloadCore

/// A download as the ledger stores it.
package struct LedgerEntry: Hashable, Sendable, Identifiable {
    /// The state of a download, as far as it outlasts the process.
    package enum State: Hashable, Sendable {
        /// It is queued, or was active when the process ended.
        case waiting
        /// The user has paused it.
        case paused
        /// It needs the user before it can resume.
        case failed(DownloadError)
        /// It is complete, at this path.
        case done(path: String)
        /// It was removed from the list before it was done.
        case removed
    }

    /// The download's ID, also the row's primary key.
    package var id: DownloadID
    /// The request.
    ///
    /// Loaded from the ledger, it contains secrets only if they were to be stored; see
    /// `lacksSecrets`.
    package var request: DownloadRequest
    /// The file's name as far as it is known.
    package var name: String
    /// The state.
    package var state: State = .waiting
    /// Its position in the list; smaller numbers come first.
    package var position: Int64 = 0
    /// Whether it is in the list; if not, it is only in the history.
    package var isListed = true
    /// Whether passwords, cookies and tokens in the request are stored.
    package var keepsSecrets = false
    /// Whether the request had passwords, cookies or tokens that were not stored.
    package var lacksSecrets = false
    /// The file's length in bytes; `nil` when unknown.
    package var length: Int64?
    /// The bytes received when it was saved; the part file is more accurate.
    package var received: Int64 = 0
    /// When it was added, in seconds since 1970.
    package var added: Double = 0
    /// When it was done, in seconds since 1970.
    package var finished: Double?
    /// The digest of the finished file, `sha256:…`, if it was computed.
    package var digest: String?
    /// The part file, with what identifies it.
    package var part: KnownPart?
    /// The folder that the part file is being moved to; the file is there, or still in the
    /// request's folder.
    package var movesTo: String?
    /// Whether a finished file and its name are durable.
    package var isDurable = false
    /// The boot during which it was finished.
    ///
    /// An unsettled file is trusted during that boot, and verified again after it.
    package var finishedIn = BootID.unknown
    /// Whether another process owns it.
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
