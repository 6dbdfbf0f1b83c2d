import DownloadCore

/// A download together with the state that the engine keeps for it.
final class DownloadTask {
    /// The machine that decides what is fetched.
    var download: Download
    /// Its lanes, and what they share.
    let transfers: DownloadTransfers
    /// The disk of its folder.
    var disk: Disk
    /// Its place on that disk's thread, once it is needed.
    var slot: OpenPart?
    /// What is known about its files.
    var record = PartRecord()
    /// Whether and where its part file is being moved.
    var move = Move.none
    /// Its bytes in memory, if it is small.
    var smallFile = SmallFile.none
    /// Its claim to a file name.
    var claim = NameClaim.none
    /// The certificate that was not accepted last.
    var certificate: ServerCertificate?
    /// Events that its effects have raised; they are handled after all of those effects.
    var raised: [Download.Event] = []
    /// Whether its effects are being performed.
    var isPerforming = false
    /// What was derived from its URLs.
    private var urls = URLFacts()

    init(download: Download, disk: Disk) {
        self.download = download
        self.disk = disk
        transfers = DownloadTransfers(id: download.id)
    }

    /// Its ID.
    var id: DownloadID { transfers.id }

    /// Returns the answer to a question about the download.
    ///
    /// A non-mutating method is called on a copy of a class's property, and a download is large.
    /// `inout` guarantees exclusive access, so no copy is made.
    func ask<Answer>(_ question: (inout Download) -> Answer) -> Answer {
        question(&download)
    }

    /// Its state.
    var state: Download.State { ask { $0.state } }

    /// Whether its part file is being moved to another folder.
    var isMoving: Bool { move.directory != nil }

    /// Whether it is being fetched.
    var isActive: Bool {
        switch state {
        case .running, .lookingUp, .unpacking, .finishing: true
        case .waiting, .paused, .failed, .done: false
        }
    }

    /// Whether it continues only when its user wants it to.
    var isAtRest: Bool {
        switch state {
        case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused(.disk): false
        case .paused, .failed, .done: true
        }
    }

    /// Whether it is done or has failed.
    var hasEnded: Bool {
        switch state {
        case .done, .failed: true
        case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused: false
        }
    }

    /// Releases the bytes of a small file, unless they are being written.
    func dropSmallFile() {
        switch smallFile {
        case .none, .writing: return
        case .gathering: break
        case .whole(_, let block): disk.release(block)
        }
        smallFile = .none
    }

    // MARK: URLs

    private struct URLFacts {
        /// The last URL whose host was looked up, and that host.
        var host: (url: String, host: HostID)?
        /// The last URL whose mark was computed, and that mark.
        var mark: (url: String, mark: UInt64)?
    }

    /// The host of the last URL that was looked up.
    var lastHost: HostID? { urls.host?.host }

    /// Returns the host of one of its URLs.
    func host(of url: String, in hosts: inout HostTable) -> HostID {
        if let known = urls.host, known.url == url { return known.host }
        let host = hosts.id(of: url)
        urls.host = (url, host)
        return host
    }

    /// The URL that defines its file.
    var givenURL: String { ask { $0.request.sources.first ?? "" } }

    /// The mark of that URL.
    var sourceMark: UInt64 {
        let url = givenURL
        if let mark = urls.mark, mark.url == url { return mark.mark }
        let found = SourceMark.of(url)
        urls.mark = (url, found)
        return found
    }

    /// Returns the identity that a part file of this download has.
    func partIdentity(_ identity: FileIdentity, name: String) -> PartIdentity {
        PartIdentity(
            length: identity.length, validator: identity.validator.text, name: name,
            givesRanges: true, source: sourceMark, mediaType: identity.mediaType)
    }
}

extension DownloadTask {
    /// Whether and where a part file is being moved.
    enum Move {
        /// It stays.
        case none
        /// It moves to this folder once the ledger has recorded the move.
        case ordered(to: String)
        /// The disk is moving it to this folder; meanwhile it must not be looked up.
        case underWay(to: String)

        /// The destination folder; `nil` for none.
        var directory: String? {
            switch self {
            case .none: nil
            case .ordered(let directory), .underWay(let directory): directory
            }
        }
    }

    /// The state of a file so small that it is written in one go, if it arrives completely and
    /// soon.
    enum SmallFile {
        /// It is not small, or has a part file by now.
        case none
        /// Its bytes are gathered in memory.
        case gathering(PendingPart)
        /// All of its bytes are in memory.
        case whole(PendingPart, Block)
        /// It is being written; it needs no connection.
        case writing

        /// The part file that is created if need be.
        var pending: PendingPart? {
            switch self {
            case .none, .writing: nil
            case .gathering(let part), .whole(let part, _): part
            }
        }

        /// Whether it is being written.
        var isWriting: Bool { if case .writing = self { true } else { false } }
    }

    /// The part file that a small file gets only if it does not arrive completely.
    struct PendingPart: Sendable {
        let name: String
        let identity: FileIdentity
        /// When its bytes began to gather in memory.
        let since: Instant
    }

    /// The claim to a file name, where two downloads must not create the same file.
    enum NameClaim: Equatable {
        /// No claim is needed.
        case none
        /// It owns the name.
        case holds(String)
        /// Another download owns the name; it waits until that one has ended.
        case waits(for: DownloadID)

        /// Whether it waits.
        var isWaiting: Bool { if case .waits = self { true } else { false } }
    }
}
