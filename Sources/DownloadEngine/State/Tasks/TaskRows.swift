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

extension LedgerEntry {
    /// Creates the row of a download that has not begun.
    init(
        _ resting: RestingTask, _ picture: DownloadSnapshot, position: Int64?, keepsSecrets: Bool
    ) {
        self.init(id: picture.id, request: picture.request, name: picture.name)
        state =
            switch picture.state {
            case .failed(let error): .failed(error)
            case .done: .done(path: "\(picture.request.directory)/\(picture.name)")
            case .paused: .paused
            case .waiting, .asking, .running, .retrying, .checking: .waiting
            }
        self.position = position ?? 0
        self.keepsSecrets = keepsSecrets
        length = picture.length
        received = picture.state == .done ? picture.received : resting.received
        added = picture.added
        finished = picture.finished
        part = resting.part
        lacksSecrets = resting.lacksSecrets
        isDurable = resting.isDurable
        finishedIn = resting.finishedIn
        digest = resting.digest
    }

    /// The state of its download when the program ended.
    fileprivate var past: Download.Past {
        switch state {
        case .waiting, .removed: .waiting
        case .paused: .paused
        case .failed(let error): .failed(error)
        case .done: .done(length: length ?? received, at: finished)
        }
    }

    /// Returns what its download's log begins with.
    fileprivate func events(date: Double) -> [DownloadEvent] {
        guard lacksSecrets else { return [] }
        return [DownloadEvent(time: date, text: "credentials were not saved: set them again")]
    }
}

extension Download {
    /// Creates the download that a row of the ledger describes.
    init(_ row: LedgerEntry, policy: Policy, date: Double) {
        self.init(
            id: row.id, request: row.request, policy: policy, added: row.added, name: row.name,
            past: row.past, events: row.events(date: date))
    }
}

extension DownloadSnapshot {
    /// Creates the snapshot of the download that a row of the ledger describes.
    init(_ row: LedgerEntry, policy: Download.Policy, date: Double) {
        self.init(
            resting: row.id, request: row.request, policy: policy, added: row.added,
            name: row.name, past: row.past, events: row.events(date: date))
    }
}
