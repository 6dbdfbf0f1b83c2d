import DownloadCore
import Synchronization

/// A message from the thread of a disk, of a search or of the ledger.
enum EngineMessage: Sendable {
    /// An event of a download; with a slot, it is void once the download has another slot.
    case event(DownloadID, OpenPart?, Download.Event)
    /// The bytes on disk that a lane compares its first bytes with.
    case overlap(DownloadID, LaneID, [UInt8])
    /// What a disk reports about a download's files.
    case file(DownloadID, OpenPart?, FileReport)
    /// What was read in a fetched checksum list or Metalink.
    case document(DocumentReport)
    /// The downloads that have no part file yet, as one of the disks has found.
    case absences([(DownloadID, MissingPartCache.Absence)])
    /// A finished file of an earlier run was verified.
    case verified(LedgerEntry, FinishedFile.Finding)
    /// The free space in the folder for new downloads; `nil` when it is unknown.
    case freeBytes(Int64?)
    /// All messages before this one have been handled; calls back.
    case reached(@Sendable () -> Void)
    /// Links, addresses or routes of this machine have changed.
    case networkChanged
    /// Blocks for received bytes are free again.
    case blocksFree
    /// A watcher wants a snapshot.
    case wake
}

/// The messages that other threads post to the engine.
final class Inbox: Sendable {
    private let messages = Mutex<[EngineMessage]>([])
    let loop: CurlLoop

    init(loop: CurlLoop) {
        self.loop = loop
    }

    /// Posts a message and wakes the engine.
    func post(_ message: EngineMessage) {
        messages.withLock { $0.append(message) }
        loop.wake()
    }

    /// Returns the messages posted since the last call, oldest first.
    func take() -> [EngineMessage] {
        messages.withLock { messages in
            let taken = messages
            messages = []
            return taken
        }
    }

    /// Whether no message waits.
    var isEmpty: Bool { messages.withLock(\.isEmpty) }
}
