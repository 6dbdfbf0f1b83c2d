import DownloadCore

extension LedgerEntry {
    /// Creates the row of a download.
    ///
    /// - Parameters:
    ///   - task: The download.
    ///   - position: Its position in the queue.
    ///   - keepsSecrets: Whether the ledger stores credentials.
    init(_ task: DownloadTask, position: Int64?, keepsSecrets: Bool) {
        let record = task.record
        let download = task.download
        self.init(id: download.id, request: download.request, name: download.name)
        state =
            switch download.state {
            case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused(.disk): .waiting
            case .paused: .paused
            case .failed(let error): .failed(error)
            case .done: .done(path: "\(task.disk.directory)/\(download.name)")
            }
        self.position = position ?? 0
        self.keepsSecrets = keepsSecrets
        length = download.plan.length
        received =
            download.version.hasPart || download.state == .done
            ? download.plan.received : max(download.plan.received, record.received)
        added = download.times.added
        finished = download.times.finished
        part = record.part
        movesTo = task.move.directory
        lacksSecrets = record.lacksSecrets
        isDurable = record.isDurable
        finishedIn = record.finishedIn
        digest = record.digest
    }
}

extension Download {
    /// Creates the download that a row of the ledger describes.
    init(_ row: LedgerEntry, policy: Policy, date: Double) {
        let past: Past =
            switch row.state {
            case .waiting, .removed: .waiting
            case .paused: .paused
            case .failed(let error): .failed(error)
            case .done: .done(length: row.length ?? row.received, at: row.finished)
            }
        let lack = DownloadEvent(
            time: date, text: "credentials were not saved: set them again")
        self.init(
            id: row.id, request: row.request, policy: policy, added: row.added, name: row.name,
            past: past, events: row.lacksSecrets ? [lack] : [])
    }
}
