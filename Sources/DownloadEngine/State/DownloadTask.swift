import DownloadCore

/// A download together with the state that the engine keeps for it.
final class DownloadTask {
    /// Whether and where its part file is being moved.
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
    struct PendingPart {
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
        /// Whether it owns the name.
        var isHeld: Bool { if case .holds = self { true } else { false } }
    }

    var download: Download
    let transfers: DownloadTransfers
    var disk: Disk
    var slot: PartSlot?
    var move = Move.none
    var smallFile = SmallFile.none
    var claim = NameClaim.none
    /// What is known about its files.
    var record = PartRecord()
    /// A recent report by the disk that no part file of its name exists.
    var absence: PartStore.Absence?
    /// Events that its effects have raised, handled after them.
    var raised: [Download.Event] = []
    /// Whether its effects are being performed.
    var isPerforming = false
    /// The host of the last URL that was looked up, and that URL.
    var host: (url: String, host: HostID)?
    /// The last URL whose mark was computed, and the mark.
    private var mark: (url: String, mark: UInt64)?

    init(download: Download, disk: Disk) {
        self.download = download
        self.disk = disk
        transfers = DownloadTransfers(id: download.id)
    }

    /// Returns the answer to a question about the download.
    ///
    /// A non-mutating method is called on a copy of a class's property, and a download is large.
    /// `inout` guarantees exclusive access, so no copy is made.
    func ask<Answer>(_ question: (inout Download) -> Answer) -> Answer {
        question(&download)
    }

    /// Whether its part file is being moved to another folder.
    var isMoving: Bool { move.directory != nil }

    /// Whether it is done or has failed.
    var hasEnded: Bool {
        switch download.state {
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

    /// The mark of the URL that it fetches.
    var sourceMark: UInt64 {
        let url = download.request.sources.first ?? ""
        if let mark, mark.url == url { return mark.mark }
        let found = SourceMark.of(url)
        mark = (url, found)
        return found
    }

    /// Returns the identity that a part file of this download has.
    func partIdentity(_ identity: FileIdentity, name: String) -> PartIdentity {
        PartIdentity(
            length: identity.length, validator: identity.validator.text, name: name,
            givesRanges: true, source: sourceMark, mediaType: identity.mediaType)
    }
}
