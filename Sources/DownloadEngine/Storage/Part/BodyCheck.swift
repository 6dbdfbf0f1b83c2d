import DownloadCore

/// Computes the digest of a part file on its disk's thread, some pieces at a time, so that other
/// files' orders come in between.
///
/// - Important: Its orders run one after the other on one disk's thread: that makes it safe to send.
final class BodyCheck: @unchecked Sendable {
    /// The pieces that are read before others have their turn: some milliseconds' worth.
    private static let piecesAtOnce = 4

    private let slot: PartSlot
    private let disk: Disk
    private var digest: BodyDigest
    private var buffer: [UInt8] = Array(repeating: 0, count: BodyDigest.pieceSize)
    private let progress: @Sendable (Int64) -> Void
    private let end: @Sendable (Result<String, DownloadError>) -> Void

    /// Prepares to check the part file in `slot`.
    ///
    /// - Parameters:
    ///   - slot: the part file's place.
    ///   - disk: its disk.
    ///   - algorithm: how the digest is computed.
    ///   - progress: called on the disk's thread with the bytes so far.
    ///   - end: called on the disk's thread with the digest in hexadecimal digits; never when the
    ///     slot's part file is taken away meanwhile.
    init(
        of slot: PartSlot, disk: Disk, algorithm: Checksum.Algorithm,
        progress: @escaping @Sendable (Int64) -> Void,
        end: @escaping @Sendable (Result<String, DownloadError>) -> Void
    ) {
        self.slot = slot
        self.disk = disk
        self.digest = BodyDigest(algorithm)
        self.progress = progress
        self.end = end
    }

    /// Reads on, then stands in line again; on the disk's thread.
    func goOn() {
        guard slot.failure == nil, let part = slot.part else { return }
        do {
            for _ in 0..<BodyCheck.piecesAtOnce {
                guard try !part.addNextPiece(to: &digest, buffer: &buffer) else {
                    return end(.success(digest.hex))
                }
            }
        } catch {
            return end(.failure(error))
        }
        progress(digest.position)
        disk.run { self.goOn() }
    }
}
