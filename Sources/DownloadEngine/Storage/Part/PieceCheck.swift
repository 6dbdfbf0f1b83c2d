import DownloadCore

/// Compares pieces of a part file with their digests, beside its disk's thread, so that what arrives
/// meanwhile is written.
///
/// - Important: It begins and ends on the disk's thread, and in between is on another one only: that
///   makes it safe to send.
final class PieceCheck: @unchecked Sendable {
    /// The bytes that are read at once.
    private static let bytesAtOnce = 256 << 10

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
            repeating: 0, count: Int(min(digests.length, Int64(PieceCheck.bytesAtOnce))))
        self.end = end
    }

    /// Begins; on the disk's thread.
    func begin() {
        guard slot.failure == nil, let part = slot.part else { return }
        do throws(DownloadError) {
            let reader = try part.makeReader()
            disk.compute { [self] in
                let result = Result { () throws(DownloadError) in try compare(reader) }
                disk.run { self.finish(result, of: reader) }
            }
        } catch {
            slot.fail(error)
        }
    }

    private func finish(_ result: Result<Void, DownloadError>, of reader: PartReader) {
        guard slot.failure == nil, let part = slot.part else { return }
        switch result {
        // Findings about bytes that were dropped meanwhile are known by their order's number.
        case .success: end(findings)
        // What was begun anew meanwhile may well be shorter.
        case .failure(let error): if reader.isOf(part) { slot.fail(error) }
        }
    }

    private func compare(_ reader: PartReader) throws(DownloadError) {
        while let first = rest.ranges.first {
            let piece = digests.piece(at: first.start, fileLength: fileLength)
            let position = piece.start + digest.position
            let wanted = Int(min(Int64(buffer.count), piece.end - position))
            try reader.read(wanted, into: &buffer, at: position)
            digest.update(buffer.span.bytes.extracting(first: wanted))
            if digest.position >= piece.count { close(piece) }
        }
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
