import DownloadCore

/// Pauses and resumes the whole queue.
extension Engine {
    /// Pauses every unfinished download.
    func pauseAll() {
        let before = ledger.changes
        let waiting = queue.ids.filter { tasks[$0]?.download.state == .waiting }
        handle(.pause(.person), for: queue.ids)
        sweep(.pause, waiting, before)
    }

    /// Resumes every paused download.
    func resumeAll() {
        let before = ledger.changes
        let paused = queue.ids.filter {
            if case .paused = tasks[$0]?.download.state { true } else { false }
        }
        handle(.resume, for: paused)
        sweep(
            .resume, paused.filter { tasks[$0]?.download.state == .waiting }, before)
    }

    /// Has the ledger change many rows in one statement, since the process may be killed before
    /// they could all be written one by one.
    private func sweep(_ sweep: LedgerSweep, _ ids: [DownloadID], _ before: UnsavedChanges) {
        ledger.sweep(sweep, over: ids, since: before) { tasks[$0]?.record.part == nil }
        // The statement sees states only, and a file that is being finished counts as waiting.
        for (id, task) in active where task.download.state == .finishing { ledger.note(id) }
    }
}
