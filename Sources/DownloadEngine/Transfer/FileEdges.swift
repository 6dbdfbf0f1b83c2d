import DownloadCore

/// What an FTP lane checks besides what its server says: that the file starts where it is said to,
/// and ends there.
struct FileEdges {
    /// The first bytes of the file.
    let beginning: FileBeginning
    /// Whether the first bytes of this transfer are those of the file's beginning; `nil` when other
    /// bytes are compared, or it is the beginning.
    var restart: RestartCheck?
    /// The file's length as far as it is known; `nil` leaves the end to the data connection.
    var length: Int64?
    /// Whether the file has been seen to end there.
    var isEndSeen = false
    /// Whether libcurl is to go on reading at the end.
    var readsOn = false

    /// Whether bytes that have arrived may still turn out to be others.
    var isStartOpen: Bool { restart.map { $0.verdict != .passed } ?? false }

    /// Whether the file may go on at `position`, although it is said to end there.
    func isEndOpen(at position: Int64) -> Bool { position == length && !isEndSeen }
}
