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
            entries[id].flatMap { entry in
                entry.download.state == .waiting && entry.kept.part == nil && !hasNoPart(entry)
                    && !isStuck(entry) ? (id, name: entry.download.name, entry.disk) : nil
            }
        }
        parts.look(for: names, at: clock()) { [inbox] absences in
            inbox.post(
                .run { engine in
                    engine.parts.didLook()
                    for (id, absence) in absences { engine.entries[id]?.absence = absence }
                })
        }
    }

    /// Returns whether the disk has recently reported that no part file of the name exists.
    func hasNoPart(_ entry: DownloadTask) -> Bool {
        parts.isValid(
            entry.absence, of: entry.download.name, in: entry.disk.directory, at: clock())
    }
}
