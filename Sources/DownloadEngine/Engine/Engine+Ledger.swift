import DownloadCore

/// Writes to the ledger and loads from it; its calls run on its own queue.
extension Engine {
    /// The IDs that a process reserves at a time; no two processes hand out the same one.
    private static let idBlock: Int64 = 1 << 20

    /// Opens the ledger and adopts its queue; without a ledger, reports why and continues.
    func openLedger(_ path: String) async {
        do throws(LedgerError) {
            let (ledger, notice) = try Ledger.open(path: path)
            publisher.notice = notice ?? configuration.notice
            let first = try await ledger.takeIDs(Engine.idBlock).lowerBound
            queue.take(idsFrom: first)
            let rows = try await ledger.loadQueue(claiming: true)
            for host in try await ledger.loadHosts() { remember(host) }
            self.ledger.open(ledger)
            for row in rows where !row.isInUse { take(row) }
            let unfinished = queue.ids.filter { tasks[$0]?.download.state != .done }
            self.ledger.unfinishedAtStart = Set(unfinished)
            let unsettled = try await ledger.unsettled()
            checkUnsettled(try await ledger.claim(unsettled.map(\.id)))
            let others = rows.count(where: \.isInUse)
            if others > 0, publisher.notice == nil {
                publisher.notice = "\(others) downloads are in use by another pdl-tui"
            }
        } catch {
            publisher.notice = "works without a ledger: \(error.cause)"
        }
    }

    /// Adopts a download from the ledger.
    func take(_ row: LedgerEntry) {
        var row = row
        if let request = configuration.requests[row.id] {
            row.request = request
            row.lacksSecrets = false
        }
        let download = download(of: row)
        insert(download)
        ledger.didLoad(row.id, place: queue.place(of: row.id))
        guard let task = tasks[row.id] else { return }
        task.record = PartRecord(row)
        if let part = row.part, download.state != .done {
            parts.note(part, in: task.disk.directory, of: row.id)
        }
        if let directory = row.movesTo, row.part != nil, download.state != .done {
            return endInterruptedMove(of: task, to: directory)
        }
        switch download.state {
        case .paused, .failed:
            // Shows the bytes on disk; each open part file costs a descriptor.
            if tasks.count <= 64 { lookUpPart(download.name, for: task) }
        default: break
        }
    }

    /// Returns the download that a row describes.
    func download(of row: LedgerEntry) -> Download {
        let past: Download.Past =
            switch row.state {
            case .waiting, .removed: .waiting
            case .paused: .paused
            case .failed(let error): .failed(error)
            case .done: .done(length: row.length ?? row.received, at: row.finished)
            }
        let lack = DownloadEvent(
            time: wallTime(), text: "its credentials were not kept: give them again")
        return Download(
            id: row.id, request: row.request, policy: policy, added: row.added, name: row.name,
            past: past, events: row.lacksSecrets ? [lack] : [])
    }

    // MARK: Changes

    /// Records a change that the user would miss if it were lost.
    func changed(_ task: DownloadTask, from before: Download.State?) {
        ledger.note(task.download.id)
    }

    /// Removes a download from the list; it stays in the history.
    func forgetInLedger(_ task: DownloadTask) {
        guard ledger.isOpen else { return }
        var row = row(of: task)
        row.isListed = false
        if task.download.state != .done { row.state = .removed }
        ledger.note(removed: row)
    }

    /// Records the queue positions of all downloads.
    func orderChanged() {
        guard ledger.isOpen else { return }
        for (place, id) in queue.ids.enumerated() { ledger.note(place: place, of: id) }
    }

    /// Hands the ledger what has changed since the last time, unless it is still writing.
    func saveRows() {
        guard ledger.isDue, !isShuttingDown else { return }
        ledger.begin(
            Task {
                await saveAll()
                ledger.didSave()
                if !ledger.isUpToDate { loop.wake() }
            })
    }

    /// Writes everything that has changed and releases the ledger.
    ///
    /// A save that is already running holds older rows, so it completes first.
    func closeLedger() async {
        guard let opened = ledger.ledger else { return }
        await ledger.saving?.value
        // Messages that the disks have posted since the last turn.
        for message in inbox.take() { handle(message) }
        // The rows of finished downloads and of those not begun are complete already.
        ledger.noteTouched { id in
            guard let task = tasks[id] else { return false }
            return task.download.state != .done
        }
        for id in queue.ids where tasks[id]?.slot != nil { ledger.note(id) }
        await saveAll()
        await opened.close()
        ledger.didClose()
    }

    /// Writes the changed rows in batches, so that other work gets its turn in between.
    private func saveAll() async {
        guard let opened = ledger.ledger else { return }
        while let batch = takeBatch() {
            do throws(LedgerError) {
                try await opened.write(batch)
            } catch {
                publisher.notice = "the ledger cannot be written: \(error.cause)"
                publishSoon(urgent: true)
            }
            ledger.didWriteBatch()
            for row in batch.rows where row.movesTo != nil { beginMove(of: row.id) }
        }
    }

    private func takeBatch() -> LedgerWriter.Batch? {
        ledger.takeBatch(hosts: hostRows) { id in
            tasks[id].map { (row(of: $0), queue.place(of: id)) }
        }
    }

    private func row(of task: DownloadTask) -> LedgerEntry {
        let download = task.download
        var row = LedgerEntry(id: download.id, request: download.request, name: download.name)
        row.state =
            switch download.state {
            case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused(.disk): .waiting
            case .paused: .paused
            case .failed(let error): .failed(error)
            case .done: .done(path: "\(task.disk.directory)/\(download.name)")
            }
        row.position = Int64(queue.place(of: download.id) ?? 0)
        row.keepsSecrets = configuration.keepsCredentials
        row.length = download.plan.length
        row.received =
            download.version.hasPart || download.state == .done
            ? download.plan.received : max(download.plan.received, task.record.received)
        row.added = download.times.added
        row.finished = download.times.finished
        row.part = task.record.part
        row.movesTo = task.move.directory
        row.lacksSecrets = task.record.lacksSecrets
        row.isSettled = task.record.isSettled
        row.finishedIn = task.record.finishedIn
        row.digest = task.record.digest
        return row
    }
}
