import DownloadCore

/// A lane that only waits for the reply that frees its connection.
struct Departure {
    /// The lane.
    let lane: Lane
    /// When it reached its end.
    let since: Instant
    /// The control connection; `nil` until it has an heir.
    var control: SocketBook.Socket?
    /// The lane that inherits its connection; `nil` so far.
    var heir: LaneID?
    /// The bytes that the heir's first ones are compared with; `nil` while they are being read.
    var overlap: [UInt8]?
    /// Whether libcurl has been told to continue.
    var isAnswered = false
}
