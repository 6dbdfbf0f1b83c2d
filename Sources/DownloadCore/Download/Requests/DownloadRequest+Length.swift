extension DownloadRequest {
    /// Returns why a file of this length cannot be the right one; `nil` when it may be.
    func wrongLength(_ length: Int64) -> DownloadError? {
        if let wanted = self.length, wanted != length {
            return DownloadError(.changed, "the file is \(length) bytes long instead of \(wanted)")
        }
        guard let pieces, !pieces.fit(fileOfLength: length) else { return nil }
        return DownloadError(
            .changed,
            "the file is \(length) bytes long, but its checksums cover \(pieces.count) pieces of"
                + " \(pieces.length) bytes")
    }

    /// Returns a judgement, or a failure if the file would have the wrong length.
    func measured(_ judgement: Judgement) -> Judgement {
        guard length != nil || pieces != nil else { return judgement }
        guard let offered = judgement.offer?.length, let error = wrongLength(offered) else {
            return judgement
        }
        return .fail(error)
    }

    /// Returns the digests of the pieces, if they fit a file of this length.
    func pieceDigests(_ length: Int64?) -> PieceDigests? {
        guard let pieces, let length, pieces.fit(fileOfLength: length) else { return nil }
        return pieces
    }
}
