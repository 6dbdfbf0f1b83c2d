import DequeModule
import DownloadCore

/// What an owner of a part of the engine's state asks of the engine for a download.
enum TaskEvent {
    /// The download is to handle this event.
    case raised(Download.Event)
    /// The same for an event that concerns nothing else, of a download that may have been removed.
    case told(Download.Event)
    /// Its row in the ledger is to be written.
    case changed
    /// Its snapshot is stale.
    case shown
    /// Its last row in the history is to be written, for it has been removed.
    case unlisted
    /// Its part file has been moved, or stays for good.
    case moveEnded
    /// The user has decided about the key of its server.
    case decided(TrustedKey)
    /// The queue is to be looked through from its start.
    case queueChanged
    /// It is to be replaced with the files of its Metalink.
    case unpacked(MetalinkImport.Files)
}

/// The queue of what the owners ask; the engine empties it after each of their commands.
///
/// Used on the loop's thread only.
final class TaskEvents {
    private var waiting: Deque<(event: TaskEvent, task: DownloadTask)> = []

    /// Queues an event.
    func add(_ event: TaskEvent, of task: DownloadTask) { waiting.append((event, task)) }

    /// Takes out the oldest event; `nil` when there is none.
    func next() -> (event: TaskEvent, task: DownloadTask)? { waiting.popFirst() }
}
