import DownloadCore

/// Writes to the ledger and loads from it; its calls run on its own queue.
extension Engine {
    /// The IDs that a process reserves at a time; no two processes hand out the same one.
    private static let idBlock: Int64 = 1 << 20
    /// The seconds that shutdown waits for the ledger to write another batch.
    private static let ledgerSeconds = 5.0

    /// Opens the ledger and adopts its queue; without a ledger, reports why and continues.
    func openLedger(_ path: String) async {
        do throws(LedgerError) {
            let (ledger, notice) = try Ledger.open(path: path)
            publisher.notice = notice ?? configuration.notice
            let first = try await ledger.takeIDs(Engine.idBlock).lowerBound
            tasks.queue.take(idsFrom: first)
            let rows = try await ledger.loadQueue(claiming: true)
            for host in try await ledger.loadHosts() {
                hosts.remember(host, date: wallTime())
            }
            self.ledger.open(ledger)
            files.completion.hasLedger = true
            for row in rows where !row.isInUse { take(row) }
            let unfinished = tasks.ids { $0.download.state != .done }
            self.ledger.unfinishedAtStart = Set(unfinished)
            let unsettled = try await ledger.unsettled()
            UnsettledCheck(orders: files.orders)
                .begin(try await ledger.claim(unsettled.map(\.id)))
            let others = rows.count(where: \.isInUse)
            if others > 0, publisher.notice == nil {
                publisher.notice = "\(others) downloads are in use by another pdl-tui"
            }
        } catch {
            publisher.notice = "running without a ledger: \(error.cause)"
        }
    }

    /// Adopts a download from the ledger.
    func take(_ row: LedgerEntry) {
        var row = row
        if let request = configuration.requests[row.id] {
            row.request = request
            row.lacksSecrets = false
        }
        let download = Download(row, policy: configuration.policy, date: wallTime())
        insert(download)
        ledger.didLoad(row.id, place: tasks.queue.place(of: row.id))
        guard let task = tasks[row.id] else { return }
        task.record = PartRecord(row)
        if let cookies = configuration.cookies[row.id] {
            task.transfers.cookies = CookieJar(lines: cookies)
        }
        if let part = row.part, download.state != .done {
            files.orders.store.note(part, in: task.disk.directory, of: row.id)
        }
        if let directory = row.movesTo, row.part != nil, download.state != .done {
            return files.moves.endInterrupted(task, to: directory)
        }
        switch download.state {
        case .paused, .failed:
            // Shows the bytes on disk; each open part file costs a descriptor.
            if tasks.count <= 64 {
                files.search.lookUp(download.name, for: task, at: clock())
                performEvents()
            }
        default: break
        }
    }

    // MARK: Changes

    /// Records that a download has left the list; it stays in the history.
    func noteUnlisted(_ task: DownloadTask) {
        guard ledger.isOpen else { return }
        var row = row(of: task)
        row.isListed = false
        if task.download.state != .done { row.state = .removed }
        ledger.note(removed: row)
    }

    /// Records what is found about a finished file of an earlier run.
    func verified(_ row: LedgerEntry, _ finding: FinishedFile.Finding) {
        let task = tasks[row.id]
        var row = row
        guard let error = finding.error(of: row.name) else {
            if let task { return files.completion.durable(task, isListed: true) }
            row.isDurable = true
            row.part = nil
            ledger.note(removed: row)
            return loop.wake()
        }
        row.state = .failed(error)
        row.isListed = true
        row.finished = nil
        if let task {
            task.download = Download(row, policy: configuration.policy, date: wallTime())
            task.record = PartRecord(row)
            publisher.note(row.id)
            publishSoon(urgent: true)
        } else {
            take(row)
        }
        ledger.note(row.id)
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
        for task in tasks.inOrder where task.slot != nil { ledger.note(task.id) }
        await saveAll()
        await opened.close()
        ledger.didClose()
        files.completion.hasLedger = false
    }

    /// Writes the changed rows in batches, so that other work gets its turn in between.
    private func saveAll() async {
        guard let opened = ledger.ledger else { return }
        while let batch = takeBatch() {
            do throws(LedgerError) {
                try await opened.write(batch)
            } catch {
                publisher.notice = "cannot write the ledger: \(error.cause)"
                publishSoon(urgent: true)
            }
            ledger.didWriteBatch()
            for row in batch.rows where row.movesTo != nil {
                tasks.withRemoved(row.id).map(files.moves.begin)
            }
            performEvents()
        }
    }

    private func takeBatch() -> LedgerWriter.Batch? {
        ledger.takeBatch(hosts: { hosts.rows(date: wallTime()) }) { id in
            tasks[id].map { (row(of: $0), tasks.queue.place(of: id)) }
        }
    }

    private func row(of task: DownloadTask) -> LedgerEntry {
        LedgerEntry(
            task, place: tasks.queue.place(of: task.id),
            keepsSecrets: configuration.keepsCredentials)
    }

    /// Writes the last batches to the ledger, however long the list.
    ///
    /// Gives up only on a disk that does not answer.
    func finishLedger() async {
        let closing = Task { await closeLedger() }
        var seen = -1
        while ledger.isOpen, seen != ledger.batchCount {
            seen = ledger.batchCount
            await waitForAll(1, timeout: Engine.ledgerSeconds) { isDone in
                Task {
                    await closing.value
                    isDone()
                }
            }
        }
    }
}
