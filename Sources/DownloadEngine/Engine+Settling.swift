import Dispatch
import DownloadCore

/// Finished files of earlier runs that are not known to be on the disk.
extension Engine {
    /// Brings those to the disk that this run of the machine has finished, and looks again at those
    /// that the machine may have lost.
    func checkUnsettled(_ rows: [LedgerEntry]) {
        let system = configuration.fileSystem
        let boot = system.bootID()
        var doubtful: [LedgerEntry] = []
        for row in rows where !row.isInUse {
            guard case .done(let path) = row.state, let place = FilePlace(path) else { continue }
            guard row.finishedIn.isSameRun(as: boot) else {
                doubtful.append(row)
                continue
            }
            parts.disk(for: place.directory).settle(place.name) { [inbox] isSettled in
                if isSettled { inbox.post(.run { $0.settled(row) }) }
            }
        }
        guard !doubtful.isEmpty else { return }
        DispatchQueue.global(qos: .utility).async { [inbox, doubtful] in
            for row in doubtful {
                guard case .done(let path) = row.state, let place = FilePlace(path) else {
                    continue
                }
                let checksum = row.digest.flatMap { Checksum($0) } ?? row.request.checksum
                let finding: FinishedFile.Finding
                var row = row
                do throws(DownloadError) {
                    finding = try FinishedFile.check(
                        place.name, in: place.directory, length: row.length, checksum: checksum,
                        system: system)
                    if finding == .right {
                        try PartFile.settle([place.name], in: place.directory, system: system)
                    }
                    let isUnnamed = try hasPart(row, in: place, system)
                    if finding != .gone || !isUnnamed { row.part = nil }
                } catch {
                    // A disk that cannot be read now is asked again at the next start.
                    continue
                }
                inbox.post(.run { [row] in $0.found(finding, of: row) })
            }
        }
    }

    private func found(_ finding: FinishedFile.Finding, of row: LedgerEntry) {
        guard let error = finding.error(of: row.name) else { return settled(row) }
        var failed = row
        failed.state = .failed(error)
        failed.isListed = true
        failed.finished = nil
        if entries[row.id] != nil {
            replace(row.id, with: failed)
        } else {
            take(failed)
        }
        if let entry = entries[row.id] { changed(entry, from: nil) }
    }

    /// Notes in the ledger that a file is on the disk, whether the list shows it or not.
    private func settled(_ row: LedgerEntry) {
        guard entries[row.id] == nil else { return noteSettled(row.id) }
        var row = row
        row.isSettled = true
        row.part = nil
        ledger.note(removed: row)
        loop.wake()
    }

    /// Puts what the ledger says in place of a download of the list.
    private func replace(_ id: DownloadID, with row: LedgerEntry) {
        guard let entry = entries[id] else { return }
        entry.download = download(of: row)
        entry.kept = Kept(row)
        publisher.note(id)
        publishSoon(urgent: true)
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

/// Whether the file has its part file's name again.
private func hasPart(
    _ row: LedgerEntry, in place: FilePlace, _ system: any FileSystem
) throws(DownloadError) -> Bool {
    guard let part = row.part,
        let folder = try TargetFolder(existing: place.directory, system: system)
    else { return false }
    return try folder.facts(of: part.partName)?.inode == part.inode
}

/// A path, taken apart.
private struct FilePlace {
    let directory: String
    let name: String

    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: "/") else {
            return nil
        }
        directory = slash == path.startIndex ? "/" : String(path[..<slash])
        name = String(path[path.index(after: slash)...])
    }
}
