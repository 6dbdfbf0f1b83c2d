import Dispatch
import DownloadCore

/// Handles finished files of earlier runs that are not known to be durable.
extension Engine {
    /// Syncs the files finished during this boot, and verifies those that the machine may have
    /// lost.
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
        let files = UnsettledFiles(rows: doubtful, system: system)
        DispatchQueue.global(qos: .utility).async { [inbox] in
            files.check { finding, row in inbox.post(.run { $0.found(finding, of: row) }) }
        }
    }

    private func found(_ finding: FinishedFile.Finding, of row: LedgerEntry) {
        guard let error = finding.error(of: row.name) else { return settled(row) }
        var failed = row
        failed.state = .failed(error)
        failed.isListed = true
        failed.finished = nil
        if tasks[row.id] != nil {
            replace(row.id, with: failed)
        } else {
            take(failed)
        }
        if let task = tasks[row.id] { changed(task, from: nil) }
    }

    /// Records in the ledger that a file is durable, whether the list shows it or not.
    private func settled(_ row: LedgerEntry) {
        guard tasks[row.id] == nil else { return noteSettled(row.id) }
        var row = row
        row.isSettled = true
        row.part = nil
        ledger.note(removed: row)
        loop.wake()
    }

    /// Replaces a listed download with what the ledger says.
    private func replace(_ id: DownloadID, with row: LedgerEntry) {
        guard let task = tasks[id] else { return }
        task.download = download(of: row)
        task.record = PartRecord(row)
        publisher.note(id)
        publishSoon(urgent: true)
    }
}
