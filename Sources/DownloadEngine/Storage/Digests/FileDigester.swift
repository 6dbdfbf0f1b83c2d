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

    /// The bytes per read.
    private static let bytesAtOnce: Int64 = 256 << 10
    /// The bytes read between two returns to the disk's thread.
    private static let stretch: Int64 = 16 << 20

    private let slot: OpenPart
    private let disk: Disk
    private let pieces: [ByteRange]
    private let algorithm: Checksum.Algorithm
    private var digest: BodyDigest
    private var found: [(piece: ByteRange, hex: String)] = []
    /// The number of bytes digested so far.
    private var count: Int64 = 0
    private var buffer: [UInt8]
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
        self.pieces = pieces
        self.algorithm = algorithm
        digest = BodyDigest(algorithm)
        let longest = pieces.map(\.count).max() ?? 0
        buffer = Array(repeating: 0, count: Int(min(longest, FileDigester.bytesAtOnce)))
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
            let result = Result { () throws(DownloadError) in try readStretch(reader) }
            disk.run { self.didRead(result, reader) }
        }
    }

    private func didRead(_ result: Result<Void, DownloadError>, _ reader: PartReader) {
        guard slot.failure == nil, let part = slot.part else { return }
        switch result {
        // A part file that was restarted meanwhile may be shorter.
        case .failure(let error): if reader.isOf(part) { end(.failure(error)) }
        case .success where found.count < pieces.count:
            progress(count)
            readOn(reader)
        case .success: end(.success(found))
        }
    }

    private func readStretch(_ reader: PartReader) throws(DownloadError) {
        let last = count + FileDigester.stretch
        while found.count < pieces.count, count < last {
            let piece = pieces[found.count]
            let position = piece.start + digest.position
            let wanted = Int(min(Int64(buffer.count), piece.end - position))
            try reader.read(wanted, into: &buffer, at: position)
            digest.update(buffer.span.bytes.extracting(first: wanted))
            count += Int64(wanted)
            guard digest.position >= piece.count else { continue }
            found.append((piece, digest.hex))
            digest = BodyDigest(algorithm)
        }
    }
}
