import DownloadCore

/// What an FTP lane verifies beyond the server's word: that the file starts and ends where the
/// server says.
struct FileEdges {
    /// The first bytes of the file.
    let beginning: FileBeginning
    /// The comparison of this transfer's first bytes with the file's beginning; `nil` when other
    /// bytes are compared, or the transfer starts at 0.
    var restart: RestartCheck?
    /// The known length of the file; `nil` leaves the end to the data connection.
    var length: Int64?
    /// Whether the file was seen to end there.
    var isEndSeen = false
    /// Whether libcurl is to continue reading at the end.
    var readsOn = false

    /// Whether the received bytes may still turn out to be the wrong ones.
    var isStartOpen: Bool { restart.map { $0.verdict != .passed } ?? false }

    /// Returns whether the file may continue at `position`, although it is said to end there.
    func isEndOpen(at position: Int64) -> Bool { position == length && !isEndSeen }
}
