import DownloadCore

/// A download's place on its disk's thread: the part file, once there is one.
///
/// The engine hands the slot to its disk with every order; only the disk's thread looks inside.
///
/// - Important: Everything in it is touched by orders of one `Disk` only, and those run one after
///   the other: that makes it safe to send.
final class PartSlot: @unchecked Sendable {
    /// So many bytes that are not synced are the most that a power cut is to take.
    static let syncBytes = 256 << 20

    /// The part file.
    var part: PartFile?
    /// Whether nobody knew of the part file when it was found: it may be another source's.
    var isStranger = false
    /// The mark of the URL that is fetched.
    var source: UInt64
    /// Why nothing is written any more.
    private(set) var failure: DownloadError?
    private var unsyncedBytes = 0
    private var isSyncing = false
    private let onFailure: @Sendable (PartSlot, DownloadError, ByteRangeSet) -> Void

    /// Creates an empty slot.
    ///
    /// - Parameters:
    ///   - source: The mark of the URL that is fetched.
    ///   - onFailure: Called on the disk's thread, once, when a write fails, with the ranges that are
    ///     there.
    init(
        source: UInt64 = SourceMark.unknown,
        onFailure: @escaping @Sendable (PartSlot, DownloadError, ByteRangeSet) -> Void
    ) {
        self.source = source
        self.onFailure = onFailure
    }

    /// Writes bytes at `offset`; after a failure they are dropped.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        guard failure == nil, let part else { return }
        do {
            try part.write(bytes, at: offset)
            unsyncedBytes += bytes.count
            // Its source has confirmed it, or it was begun anew.
            isStranger = false
            part.identity.source = source
        } catch {
            fail(error)
        }
    }

    /// Brings the footer up to date.
    func checkpoint() {
        guard failure == nil, let part else { return }
        do {
            try part.checkpoint()
        } catch {
            fail(error)
        }
    }

    /// Notes that the disk refuses: nothing is written any more, and the engine is told.
    func fail(_ error: DownloadError) {
        guard failure == nil else { return }
        failure = error
        onFailure(self, error, part?.covered ?? ByteRangeSet())
    }

    /// Lets go of the part file and leaves it as it is.
    func close() {
        try? part?.close()
        part = nil
    }

    // MARK: Syncs

    /// Whether so much was written since the last sync that it is time for the next.
    var isSyncDue: Bool { unsyncedBytes >= PartSlot.syncBytes && !isSyncing }

    /// Begins a sync; `nil` when one is under way or there is nothing to bring to the disk.
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

    /// Does the next step of a sync, unless what was waited for has failed: then claims that are not
    /// on the disk are withdrawn.
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
