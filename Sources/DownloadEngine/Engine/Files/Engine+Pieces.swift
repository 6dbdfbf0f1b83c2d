import DownloadCore

/// Compares pieces of a part file with their digests.
extension Engine {
    /// Verifies the pieces that contain these bytes, once everything before is written.
    func checkPieces(_ ranges: ByteRangeSet, _ number: Int, of task: DownloadTask) {
        guard let digests = task.download.request.pieces, let length = task.download.plan.length
        else { return }
        if let progress = task.download.pieceShare { task.record.checked = progress }
        let id = task.download.id
        let disk = task.disk
        order(task) { [inbox] slot throws(DownloadError) in
            let digester = FileDigester(
                of: slot, disk: disk, pieces: digests.pieces(of: ranges, fileLength: length),
                algorithm: digests.algorithm
            ) { result in
                switch result {
                // The order's number identifies findings about bytes that were discarded meanwhile.
                case .success(let found):
                    let findings = digests.findings(found, order: number)
                    inbox.post(.event(id, slot, .piecesChecked(findings)))
                case .failure(let error): slot.fail(error)
                }
            }
            digester.begin()
            return nil
        }
    }
}
