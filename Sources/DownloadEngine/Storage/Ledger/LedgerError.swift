import DownloadCore

/// Why an operation of the ledger failed.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, in words: one line without a full stop.
    package var cause: String
    /// Whether the ledger is of a later version, which only a newer program may read or change.
    package var isOfNewerVersion: Bool

    /// Creates an error.
    package init(_ cause: String, isOfNewerVersion: Bool = false) {
        self.cause = cause
        self.isOfNewerVersion = isOfNewerVersion
    }

    /// The cause.
    package var description: String { cause }
}
