import DownloadCore

/// Computes the digests of pieces of a part file, or of all of it as one piece, in parallel with
/// its disk's thread.
///
/// Bytes that arrive meanwhile are written. The disk's thread, which alone knows whether the part
/// file is still open, lets it read a stretch at a time. To cancel it, take the part file out of
/// its slot.
///
/// - Important: Its steps run one after the other, on the disk's thread or beside it: that makes it
///   safe to send.
final class FileDigester: @unchecked Sendable {
    /// The result: the digest of each piece, in hexadecimal.
    typealias Findings = Result<[(piece: ByteRange, hex: String)], DownloadError>

    /// The bytes read between two returns to the disk's thread.
    private static let stretch: Int64 = 16 << 20

    private let slot: OpenPart
    private let disk: Disk
    private var digester: PieceDigester
    private let progress: @Sendable (Int64) -> Void
    private let end: @Sendable (Findings) -> Void

    /// Prepares to read the part file in `slot`.
    ///
    /// - Parameters:
    ///   - slot: The slot of the part file.
    ///   - disk: Its disk.
    ///   - pieces: The pieces to digest, in this order.
    ///   - algorithm: The algorithm of the digests.
    ///   - progress: Called on the disk's thread with the bytes so far.
    ///   - end: Called on the disk's thread; never when the slot's part file is taken out, or
    ///     restarted and then shorter.
    init(
        of slot: OpenPart, disk: Disk, pieces: [ByteRange], algorithm: Checksum.Algorithm,
        progress: @escaping @Sendable (Int64) -> Void = { _ in },
        end: @escaping @Sendable (Findings) -> Void
    ) {
        self.slot = slot
        self.disk = disk
        digester = PieceDigester(pieces, algorithm)
        self.progress = progress
        self.end = end
    }

    /// Begins reading.
    ///
    /// Call it on the disk's thread.
    func begin() {
        guard slot.failure == nil, let part = slot.part else { return }
        do throws(DownloadError) { readOn(try part.makeReader()) } catch { end(.failure(error)) }
    }

    /// Reads a stretch off the disk's thread, and returns to it.
    private func readOn(_ reader: PartReader) {
        disk.compute { [self] in
            let result = Result { () throws(DownloadError) in
                try digester.advance(by: FileDigester.stretch, reader.read)
            }
            disk.run { self.didRead(result, reader) }
        }
    }

    private func didRead(_ result: Result<Void, DownloadError>, _ reader: PartReader) {
        guard slot.failure == nil, let part = slot.part else { return }
        switch result {
        // A part file that was restarted meanwhile may be shorter.
        case .failure(let error): if reader.isOf(part) { end(.failure(error)) }
        case .success where !digester.isDone:
            progress(digester.count)
            readOn(reader)
        case .success: end(.success(digester.found))
        }
    }
}
