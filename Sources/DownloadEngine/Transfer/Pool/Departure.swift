import DownloadCore

/// A lane that only waits for the reply that frees its connection.
struct Departure {
    /// The lane.
    let lane: Lane
    /// Since when it is full.
    let since: Instant
    /// The control connection; `nil` while nobody gets it.
    var control: SocketBook.Socket?
    /// Who gets its connection; `nil` so far.
    var heir: LaneID?
    /// What the heir's first bytes are compared with; `nil` while that is being read.
    var overlap: [UInt8]?
    /// Whether libcurl has been asked to go on.
    var isAnswered = false
}
