import DownloadCore

/// A download with what the engine holds for it.
final class DownloadTask {
    /// Where its part file is going.
    enum Move {
        /// It stays.
        case none
        /// It goes to this folder as soon as the ledger knows.
        case ordered(to: String)
        /// The disk has been told to take it to this folder: nobody is to look for it.
        case underWay(to: String)

        /// The other folder; `nil` for none.
        var directory: String? {
            switch self {
            case .none: nil
            case .ordered(let directory), .underWay(let directory): directory
            }
        }
    }

    /// A file so small that it goes to the disk in one go, if it comes whole, and soon.
    enum SmallFile {
        /// It is none, or has a part file by now.
        case none
        /// Its bytes gather in memory.
        case gathering(PendingPart)
        /// All of its bytes are in memory.
        case whole(PendingPart, Block)
        /// It is being written: the network does nothing for it.
        case writing

        /// The part file that it gets if need be.
        var pending: PendingPart? {
            switch self {
            case .none, .writing: nil
            case .gathering(let part), .whole(let part, _): part
            }
        }

        /// Whether it is being written.
        var isWriting: Bool { if case .writing = self { true } else { false } }
    }

    /// The part file that a small file gets only if it does not come whole.
    struct PendingPart {
        let name: String
        let identity: FileIdentity
        /// Since when the bytes gather in memory.
        let since: Instant
    }

    /// The name of the file that it makes, where no other is to make one of that name.
    enum NameClaim: Equatable {
        /// It does not matter.
        case none
        /// The name is its own.
        case holds(String)
        /// Another download makes a file of its name: it waits until that has ended.
        case waits(for: DownloadID)

        /// Whether it waits.
        var isWaiting: Bool { if case .waits = self { true } else { false } }
        /// Whether the name is its own.
        var isHeld: Bool { if case .holds = self { true } else { false } }
    }

    var download: Download
    let transfers: DownloadTransfers
    var disk: Disk
    var slot: PartSlot?
    var move = Move.none
    var smallFile = SmallFile.none
    var claim = NameClaim.none
    /// What is known of its files.
    var kept = Kept()
    /// That the disk had no part file of its name a moment ago.
    var absence: PartStore.Absence?
    /// What its effects have brought about, to be handled behind them.
    var raised: [Download.Event] = []
    /// Whether its effects are being performed.
    var isPerforming = false
    /// The host that it was last found to be at, and the URL that led there.
    var host: (url: String, host: HostID)?
    /// The URL whose mark was last needed, and the mark.
    private var mark: (url: String, mark: UInt64)?

    init(download: Download, disk: Disk) {
        self.download = download
        self.disk = disk
        transfers = DownloadTransfers(id: download.id)
    }

    /// Asks the download something.
    ///
    /// A method that changes nothing is called on a copy of what a class holds, and a download
    /// is large; `inout` promises that nobody else changes it meanwhile, so none is made.
    func ask<Answer>(_ question: (inout Download) -> Answer) -> Answer {
        question(&download)
    }

    /// Whether its part file is on its way to another folder.
    var isMoving: Bool { move.directory != nil }

    /// Whether nothing more comes of it by itself.
    var hasEnded: Bool {
        switch download.state {
        case .done, .failed: true
        case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused: false
        }
    }

    /// Lets go of the bytes of a small file, unless they are being written.
    func dropSmallFile() {
        switch smallFile {
        case .none, .writing: return
        case .gathering: break
        case .whole(_, let block): disk.release(block)
        }
        smallFile = .none
    }

    /// The mark of the URL that is fetched.
    var sourceMark: UInt64 {
        let url = download.request.sources.first ?? ""
        if let mark, mark.url == url { return mark.mark }
        let found = SourceMark.of(url)
        mark = (url, found)
        return found
    }

    /// What a part file of this download is a part of.
    func partIdentity(_ identity: FileIdentity, name: String) -> PartIdentity {
        PartIdentity(
            length: identity.length, validator: identity.validator.text, name: name,
            givesRanges: true, source: sourceMark, mediaType: identity.mediaType)
    }
}
