import DownloadCore

/// Finished files of an earlier run of the machine that may not have come to the disk whole.
struct UnsettledFiles: Sendable {
    /// What the ledger knows of them.
    let rows: [LedgerEntry]
    let system: any FileSystem

    /// Looks at each of them again, and brings those that are right to the disk; it may take long.
    ///
    /// - Parameter report: Called with what was found. A disk that cannot be read now is asked again
    ///   at the next start.
    func check(_ report: (FinishedFile.Finding, LedgerEntry) -> Void) {
        for row in rows {
            guard case .done(let path) = row.state, let place = FilePlace(path) else { continue }
            do throws(DownloadError) {
                let checksum = row.digest.flatMap { Checksum($0) } ?? row.request.checksum
                let finding = try FinishedFile.check(
                    place.name, in: place.directory, length: row.length, checksum: checksum,
                    system: system)
                if finding == .right {
                    try PartFile.settle([place.name], in: place.directory, system: system)
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

    /// Whether the file has its part file's name again.
    private func hasPart(_ row: LedgerEntry, in place: FilePlace) throws(DownloadError) -> Bool {
        guard let part = row.part,
            let folder = try TargetFolder(existing: place.directory, system: system)
        else { return false }
        return try folder.facts(of: part.partName)?.inode == part.inode
    }
}

extension FinishedFile.Finding {
    /// What is to be said of a file that a stop of the machine has caught; `nil` when it is right.
    func error(of name: String) -> DownloadError? {
        let doubt: String
        switch self {
        case .right: return nil
        case .gone: doubt = "it is not there"
        case .wrong(let how): doubt = how
        case .unproven: doubt = "without a checksum nobody can tell whether it is whole"
        }
        return DownloadError(
            .disk,
            "the machine stopped before \(name) was safe on the disk, and \(doubt);"
                + " try again to fetch it anew")
    }
}
