import DownloadCore

/// An event that a pool of transfers reports between its turns.
enum TransferEvent {
    /// A lane is paused for a reason that is not the server's; its silence does not count.
    case held(Lane)
    /// A lane has its last bytes, and its end is confirmed.
    case reachedEnd(Lane)
    /// A transfer ended when its reading was resumed.
    case ended(Lane, TransferResult)
    /// News of a lane that is being started, for its download.
    case news(DownloadID, Download.Event)
    /// A connection has become free.
    case freed
}
