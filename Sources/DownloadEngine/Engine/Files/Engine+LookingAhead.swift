import DownloadCore

/// Finds out ahead of a download's turn that it has no part file from an earlier run.
///
/// At its turn, the query takes as long as a small file takes to arrive. For many names at once, it
/// costs next to nothing.
extension Engine {
    /// Queries the disks about the next downloads in the queue, once some have started.
    func lookAhead() {
        let active = configuration.activeDownloads
        guard !queue.upcoming.isEmpty, parts.isLookDue(active: active) else { return }
        let names = queue.upcoming.prefix(2 * active).compactMap { id in
            tasks[id].flatMap { task in
                task.download.state == .waiting && task.record.part == nil && !hasNoPart(task)
                    && !isStuck(task) ? (id, name: task.download.name, task.disk) : nil
            }
        }
        parts.look(for: names, at: clock()) { [inbox] absences in
            inbox.post(
                .run { engine in
                    engine.parts.didLook()
                    for (id, absence) in absences { engine.tasks[id]?.absence = absence }
                })
        }
    }

    /// Returns whether the disk has recently reported that no part file of the name exists.
    func hasNoPart(_ task: DownloadTask) -> Bool {
        parts.isValid(
            task.absence, of: task.download.name, in: task.disk.directory, at: clock())
    }
}
