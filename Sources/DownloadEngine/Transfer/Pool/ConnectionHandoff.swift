import DownloadCore

/// A lane that only waits for the reply that frees its connection.
struct ConnectionHandoff {
    /// The lane.
    let lane: Lane
    /// When it reached its end.
    let since: Instant
    /// The control connection; `nil` until it has a successor.
    var control: SocketRegistry.Socket?
    /// The lane that inherits its connection; `nil` so far.
    var successor: LaneID?
    /// The bytes to compare with the successor's first ones; `nil` while they are being read.
    var overlap: [UInt8]?
    /// Whether libcurl has been told to continue.
    var isAnswered = false
}
