import DownloadCore

/// Comparing pieces of a part file with their digests.
extension Engine {
    /// Compares the pieces that these bytes are of, after everything that was written before.
    func checkPieces(_ ranges: ByteRangeSet, _ number: Int, of entry: DownloadTask) {
        guard let digests = entry.download.request.pieces, let length = entry.download.plan.length
        else { return }
        if let progress = entry.download.pieceShare { entry.kept.checked = progress }
        let id = entry.download.id
        let disk = entry.disk
        order(entry) { [inbox] slot throws(DownloadError) in
            let check = PieceCheck(
                of: slot, disk: disk, digests, fileLength: length, ranges, number
            ) { findings in
                inbox.post(.event(id, slot, .piecesChecked(findings)))
            }
            check.begin()
            return nil
        }
    }
}
