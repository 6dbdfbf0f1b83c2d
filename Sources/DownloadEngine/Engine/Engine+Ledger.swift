import DownloadCore

/// Writes to the ledger and loads from it; its calls run on its own queue.
extension Engine {
    /// The IDs that a process reserves at a time; no two processes hand out the same one.
    private static let idBlock: Int64 = 1 << 20
    /// The seconds that shutdown waits for the ledger to write another batch.
    private static let ledgerSeconds = 5.0

    /// Opens the ledger and adopts its queue; reports a fault, or throws it if it is required.
    ///
    /// One of a later version is refused in any case: the user would see an empty queue and add to
    /// a list that the newer program does not know.
    func openLedger(_ path: String) async throws(DownloadError) {
        do throws(LedgerError) {
            let (ledger, notice) = try Ledger.open(path: path, continues: true)
            journal.publisher.notice = notice ?? configuration.notice
            tasks.queue.take(idsFrom: try await ledger.takeIDs(Engine.idBlock).lowerBound)
            for host in try await ledger.loadHosts() {
                connections.hosts.remember(host, date: wallTime())
            }
            for trusted in try await ledger.loadTrustedKeys() {
                connections.trust.remember(trusted)
            }
            files.completion.hasLedger = true
            let now = now()
            let others = try await keeper.adopt(queueOf: ledger, at: now)
            performEvents()
            agenda.wantsStart = true
            journal.ledger.unfinishedAtStart = Set(tasks.ids { $0 != .done })
            let unsettled = try await ledger.claim(try await ledger.unsettled().map(\.id))
            UnsettledCheck(orders: files.orders).begin(unsettled)
            if others > 0, journal.publisher.notice == nil {
                journal.publisher.notice = "\(others) downloads are in use by another pdl-tui"
            }
        } catch {
            journal.publisher.notice = try error.notice(
                isOpen: journal.ledger.isOpen, isRequired: configuration.requiresLedger)
        }
    }

    /// Hands the ledger what has changed since the last time, unless it is still writing.
    func saveRows() {
        guard journal.ledger.isDue, !isShuttingDown else { return }
        journal.ledger.begin(
            Task {
                await saveAll()
                journal.ledger.didSave()
                if !journal.ledger.isUpToDate { loop.wake() }
            })
    }

    /// Writes everything that has changed and releases the ledger.
    ///
    /// A save that is already running holds older rows, so it completes first.
    func closeLedger() async {
        guard let opened = journal.ledger.ledger else { return }
        await journal.ledger.saving?.value
        // Messages that the disks have posted since the last turn.
        for message in inbox.take() { handle(message) }
        journal.noteLast()
        await saveAll()
        await opened.close()
        journal.ledger.didClose()
        files.completion.hasLedger = false
    }

    /// Writes the changed rows in batches, so that other work gets its turn in between.
    private func saveAll() async {
        guard let opened = journal.ledger.ledger else { return }
        while let batch = journal.takeBatch(hosts: { connections.hosts.rows(date: wallTime()) }) {
            do throws(LedgerError) {
                try await opened.write(batch)
            } catch {
                journal.publisher.notice = "cannot write the ledger: \(error.cause)"
                publishSoon(urgent: true)
            }
            journal.ledger.didWriteBatch()
            for row in batch.rows where row.movesTo != nil {
                tasks.withRemoved(row.id).map(files.moves.begin)
            }
            performEvents()
        }
    }

    /// Writes the last batches to the ledger, however long the list.
    ///
    /// Gives up only on a disk that does not answer.
    func finishLedger() async {
        let closing = Task { await closeLedger() }
        var seen = -1
        while journal.ledger.isOpen, seen != journal.ledger.batchCount {
            seen = journal.ledger.batchCount
            await waitForAll(1, timeout: Engine.ledgerSeconds) { isDone in
                Task {
                    await closing.value
                    isDone()
                }
            }
        }
    }
}
