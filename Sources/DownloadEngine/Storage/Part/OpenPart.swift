import DownloadCore

/// Holds a download's part file on its disk's thread, once it exists.
///
/// The engine passes the slot to its disk with every order; only the disk's thread looks inside.
///
/// - Important: Everything in it is touched by orders of one `Disk` only, and those run one after
///   the other: that makes it safe to send.
final class OpenPart: @unchecked Sendable {
    /// The number of unsynced bytes that triggers a sync, since a power cut loses them.
    static let syncBytes = 256 << 20

    /// The part file.
    var part: PartFile?
    /// Whether the part file was found by name alone and may belong to another URL.
    var isUnclaimed = false
    /// The URL that is being fetched.
    var url: String { didSet { mark = nil } }
    /// Its mark, once that was needed: a small file, which gets no part file, needs none.
    private var mark: UInt64?
    /// Why nothing is written any more; `nil` while the disk works.
    private(set) var failure: DownloadError?
    private var unsyncedBytes = 0
    private var isSyncing = false
    private let onFailure: @Sendable (OpenPart, DownloadError, ByteRangeSet) -> Void

    /// Creates an empty slot.
    ///
    /// - Parameters:
    ///   - url: The URL that is being fetched.
    ///   - onFailure: Called on the disk's thread, once, when a write fails, with the covered
    ///     ranges.
    init(
        url: String = "",
        onFailure: @escaping @Sendable (OpenPart, DownloadError, ByteRangeSet) -> Void
    ) {
        self.url = url
        self.onFailure = onFailure
    }

    /// The mark of the URL.
    var source: UInt64 {
        let source = mark ?? SourceMark.of(url)
        mark = source
        return source
    }

    /// Writes bytes at `offset`; after a failure they are dropped.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        guard failure == nil, let part else { return }
        do {
            try part.write(bytes, at: offset)
            unsyncedBytes += bytes.count
            // Its source has confirmed it, or it was restarted from zero.
            isUnclaimed = false
            part.identity.source = source
        } catch {
            fail(error)
        }
    }

    /// Writes the covered ranges to the footer.
    func checkpoint() {
        guard failure == nil, let part else { return }
        do {
            try part.checkpoint()
        } catch {
            fail(error)
        }
    }

    /// Records a failure of the disk: from then on nothing is written, and the engine is notified.
    func fail(_ error: DownloadError) {
        guard failure == nil else { return }
        failure = error
        onFailure(self, error, part?.covered ?? ByteRangeSet())
    }

    /// Closes the part file and keeps it.
    func close() {
        try? part?.close()
        part = nil
    }

    // MARK: Syncs

    /// Whether enough bytes were written since the last sync to make another one due.
    var isSyncDue: Bool { unsyncedBytes >= OpenPart.syncBytes && !isSyncing }

    /// Begins a sync; `nil` when one is running or there is nothing to sync.
    func beginSync() -> SyncTicket? {
        guard failure == nil, !isSyncing, let part else { return nil }
        unsyncedBytes = 0
        do {
            guard let ticket = try part.beginSync() else { return nil }
            isSyncing = true
            return ticket
        } catch {
            fail(error)
            return nil
        }
    }

    /// Runs the next step of a sync.
    ///
    /// If the wait has failed, withdraws the claims that are not durable.
    ///
    /// - Returns: What to wait for next; `nil` when the sync is over.
    func goOnSyncing(
        after ticket: SyncTicket, _ failure: DownloadError?,
        _ step: (PartFile) throws(DownloadError) -> SyncTicket?
    ) -> SyncTicket? {
        isSyncing = false
        guard self.failure == nil, let part else { return nil }
        if let failure {
            part.failSync(ticket)
            fail(failure)
            return nil
        }
        do {
            let next = try step(part)
            isSyncing = next != nil
            return next
        } catch {
            fail(error)
            return nil
        }
    }
}
