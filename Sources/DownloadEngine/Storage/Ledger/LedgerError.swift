import DownloadCore

/// Why the ledger could not do what it was asked.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, in words: one line with no full stop at its end.
    package var cause: String

    /// Creates an error.
    package init(_ cause: String) {
        self.cause = cause
    }

    /// The cause.
    package var description: String { cause }
}
