import DownloadCore

/// Finished files of an earlier boot that may not have reached the disk completely.
struct UnsettledFiles: Sendable {
    /// Their rows in the ledger.
    let rows: [LedgerEntry]
    let system: any FileSystem

    /// Verifies each of them, and syncs those that are right; it may take long.
    ///
    /// - Parameter report: Called with the finding. A file that cannot be read now is verified at
    ///   the next start.
    func check(_ report: (FinishedFile.Finding, LedgerEntry) -> Void) {
        for row in rows {
            guard case .done(let path) = row.state, let place = FilePlace(path) else { continue }
            do throws(DownloadError) {
                let checksum = row.digest.flatMap { Checksum($0) } ?? row.request.checksum
                let finding = try FinishedFile.check(
                    place.name, in: place.directory, length: row.length, checksum: checksum,
                    system: system)
                if finding == .right {
                    try PartFile.makeDurable([place.name], in: place.directory, system: system)
                }
                var row = row
                let isUnnamed = try hasPart(row, in: place)
                if finding != .gone || !isUnnamed { row.part = nil }
                report(finding, row)
            } catch {
                continue
            }
        }
    }

    /// Returns whether the file has its part file's name again.
    private func hasPart(_ row: LedgerEntry, in place: FilePlace) throws(DownloadError) -> Bool {
        guard let part = row.part,
            let folder = try TargetFolder(existing: place.directory, system: system)
        else { return false }
        return try folder.facts(of: part.partName)?.inode == part.inode
    }
}

extension FinishedFile.Finding {
    /// Returns the error for a file that was unsettled when the machine stopped; `nil` when it is
    /// right.
    func error(of name: String) -> DownloadError? {
        let doubt: String
        switch self {
        case .right: return nil
        case .gone: doubt = "it is missing now"
        case .wrong(let how): doubt = how
        case .unproven: doubt = "it cannot be verified without a checksum"
        }
        return DownloadError(
            .disk,
            "the system stopped before \(name) was flushed to disk, and \(doubt);"
                + " retry to fetch it again")
    }
}
