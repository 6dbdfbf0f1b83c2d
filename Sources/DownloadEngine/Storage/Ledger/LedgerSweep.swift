import DownloadCore

/// A change of all rows of this process in one state, made by one statement.
enum LedgerSweep: Hashable, Sendable {
    /// Waiting rows become paused.
    case pause
    /// Paused rows become waiting.
    case resume
}
