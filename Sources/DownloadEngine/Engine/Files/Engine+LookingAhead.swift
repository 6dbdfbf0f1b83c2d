import DownloadCore

/// Finding out before a download's turn has come that no earlier run has left a part file of it.
///
/// Asked at its turn, the disk needs as long as a small file takes to come; asked for many names at
/// once, next to nothing.
extension Engine {
    /// Asks the disks about the downloads whose turn comes next, when some have begun.
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

    /// Whether the disk has said a moment ago that there is no part file of a download's name.
    func hasNoPart(_ entry: DownloadTask) -> Bool {
        parts.isValid(
            entry.absence, of: entry.download.name, in: entry.disk.directory, at: clock())
    }
}
