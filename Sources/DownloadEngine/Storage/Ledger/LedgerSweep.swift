import DownloadCore

/// A change of all rows of this process that are in one state, in one statement.
enum LedgerSweep: Hashable, Sendable {
    /// What waits is paused.
    case pause
    /// What is paused waits.
    case resume
}
