import DownloadCore

/// A download's place on its disk's thread: the part file, once there is one.
///
/// The engine hands the slot to its disk with every order; only the disk's thread looks inside.
///
/// - Important: `part` and `failure` are touched by orders of one `Disk` only, and those run one
///   after the other: that makes it safe to send.
final class PartSlot: @unchecked Sendable {
    /// The part file.
    var part: PartFile?
    /// Why nothing is written any more.
    private(set) var failure: DownloadError?
    private let onFailure: @Sendable (PartSlot, DownloadError, ByteRangeSet) -> Void

    /// Creates an empty slot.
    ///
    /// - Parameter onFailure: Called on the disk's thread, once, when a write fails, with the ranges
    ///   that are there.
    init(onFailure: @escaping @Sendable (PartSlot, DownloadError, ByteRangeSet) -> Void) {
        self.onFailure = onFailure
    }

    /// Writes bytes at `offset`; after a failure they are dropped.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        guard failure == nil, let part else { return }
        do {
            try part.write(bytes, at: offset)
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
}
