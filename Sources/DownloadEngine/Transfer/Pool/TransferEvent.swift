import DownloadCore

/// What a pool of transfers has to tell between its turns.
enum TransferEvent {
    /// A lane does not read for a reason that is not its server's: its silence does not count.
    case held(Lane)
    /// A lane has its last bytes: it is seen to have reached its end.
    case reachedEnd(Lane)
    /// A transfer has ended while it was asked to read on.
    case ended(Lane, TransferResult)
    /// A lane could not be begun.
    case failed(DownloadID, LaneID, DownloadError)
    /// A connection has become free.
    case freed
}
