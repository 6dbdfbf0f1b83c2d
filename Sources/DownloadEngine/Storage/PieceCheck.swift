import DownloadCore

/// Compares pieces of a part file with their digests on its disk's thread, some at a time, so that
/// other files' orders come in between.
///
/// - Important: Its orders run one after the other on one disk's thread: that makes it safe to send.
final class PieceCheck: @unchecked Sendable {
    /// The bytes that are read before others have their turn: some milliseconds' worth.
    private static let bytesAtOnce: Int64 = 4 << 20

    private let slot: PartSlot
    private let disk: Disk
    private let digests: PieceDigests
    private let fileLength: Int64
    /// The bytes still to compare, in the order of the file.
    private var rest: ByteRangeSet
    private var findings: PieceFindings
    private var digest: BodyDigest
    private var buffer: [UInt8]
    private let end: @Sendable (PieceFindings) -> Void

    /// Prepares to compare the pieces that `ranges` are of.
    ///
    /// - Parameters:
    ///   - slot: the part file's place.
    ///   - disk: its disk.
    ///   - digests: what the pieces should have.
    ///   - fileLength: the bytes of the whole file.
    ///   - ranges: the bytes of the pieces.
    ///   - order: the number that the findings are to carry.
    ///   - end: called on the disk's thread; never when the slot's part file is taken away, or
    ///     cannot be read.
    init(
        of slot: PartSlot, disk: Disk, _ digests: PieceDigests, fileLength: Int64,
        _ ranges: ByteRangeSet, _ order: Int, end: @escaping @Sendable (PieceFindings) -> Void
    ) {
        self.slot = slot
        self.disk = disk
        self.digests = digests
        self.fileLength = fileLength
        rest = ranges
        findings = PieceFindings(order: order)
        digest = BodyDigest(digests.algorithm)
        buffer = Array(
            repeating: 0, count: Int(min(digests.length, Int64(BodyDigest.pieceSize))))
        self.end = end
    }

    /// Reads on, then stands in line again; on the disk's thread.
    func goOn() {
        guard slot.failure == nil, let part = slot.part else { return }
        var left = PieceCheck.bytesAtOnce
        while left > 0 {
            guard let first = rest.ranges.first else { return end(findings) }
            let piece = digests.piece(at: first.start, fileLength: fileLength)
            let position = piece.start + digest.position
            let wanted = Int(min(Int64(buffer.count), piece.end - position))
            do throws(DownloadError) {
                guard try part.read(into: &buffer, at: position) >= wanted else {
                    throw DownloadError(.disk, "\(part.partName) is shorter than it was")
                }
            } catch {
                return slot.fail(error)
            }
            digest.update(buffer.span.bytes.extracting(first: wanted))
            left -= Int64(wanted)
            if digest.position >= piece.count { close(piece) }
        }
        disk.run { self.goOn() }
    }

    /// Notes what a piece is like whose bytes are all in the digest.
    private func close(_ piece: ByteRange) {
        let found = digest.hex
        if found == digests.hex(ofPieceAt: piece.start) {
            findings.right.insert(piece)
        } else {
            findings.wrong.append(PieceFindings.Wrong(range: piece, found: found))
        }
        rest.remove(piece)
        digest = BodyDigest(digests.algorithm)
    }
}
