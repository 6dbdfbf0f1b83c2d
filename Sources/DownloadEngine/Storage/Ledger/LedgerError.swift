import DownloadCore

/// Why an operation of the ledger failed.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, in words: one line without a full stop.
    package var cause: String

    /// Creates an error.
    package init(_ cause: String) {
        self.cause = cause
    }

    /// The cause.
    package var description: String { cause }
}
