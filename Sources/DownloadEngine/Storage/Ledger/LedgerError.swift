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

    /// Returns the notice of an engine that runs without the ledger, or with a part of its queue.
    ///
    /// - Parameters:
    ///   - isOpen: Whether the ledger was opened before the error.
    ///   - isRequired: Whether the engine must not run without the ledger.
    /// - Returns: The notice.
    /// - Throws: `disk` when the engine must not run.
    func notice(isOpen: Bool, isRequired: Bool) throws(DownloadError) -> String {
        if isOfNewerVersion { throw DownloadError(.disk, cause) }
        let start =
            isOpen ? "the rest of the queue cannot be read: " : "the queue cannot be saved: "
        if isRequired { throw DownloadError(.disk, start + cause + "; make its folder writable") }
        return start + cause
    }

    /// The cause.
    package var description: String { cause }
}
