import DownloadCore

/// Finding out before a download's turn has come that no earlier run has left a part file of it.
///
/// Asked at its turn, the disk needs as long as a small file takes to come; asked for many names at
/// once, next to nothing.
extension Engine {
    /// That the disk had no part file of a download's name.
    struct Absence {
        /// The name that the disk was asked about, and in which folder.
        let name: String
        let directory: String
        /// When the disk was asked.
        let since: Instant
        /// How often part files had come and gone in this process by then.
        let change: Int
    }

    /// The seconds for which the disk's word is taken: another process may make the part file.
    private static let absenceSeconds = 1.0
    /// Fewer downloads than these that have begun since the last time are no reason to ask again.
    private static let fewStarts = 4

    /// Asks the disks about the downloads whose turn comes next, when some have begun.
    func lookAhead() {
        let active = configuration.activeDownloads
        guard looks == 0, !queue.upcoming.isEmpty,
            startsSinceLooking >= max(Engine.fewStarts, active / 2)
        else { return }
        startsSinceLooking = 0
        var names: [ObjectIdentifier: (disk: Disk, of: [(DownloadID, String)])] = [:]
        for id in queue.upcoming.prefix(2 * active) {
            guard let entry = entries[id], entry.download.state == .waiting,
                entry.kept.part == nil, !hasNoPart(entry), !isStuck(entry)
            else { continue }
            names[ObjectIdentifier(entry.disk), default: (entry.disk, [])].of
                .append((id, entry.download.name))
        }
        let since = clock()
        let change = partChanges
        let system = configuration.fileSystem
        for (disk, asked) in names.values {
            looks += 1
            disk.run { [inbox] in
                let directory = disk.directory
                let free = PartFile.free(asked.map(\.1), in: directory, system: system)
                inbox.post(
                    .run { engine in
                        engine.looks -= 1
                        for ((id, name), isFree) in zip(asked, free) where isFree {
                            engine.entries[id]?.absence = Absence(
                                name: name, directory: directory, since: since, change: change)
                        }
                    })
            }
        }
    }

    /// Whether the disk has said a moment ago that there is no part file of a download's name.
    func hasNoPart(_ entry: Entry) -> Bool {
        guard let absence = entry.absence, absence.change == partChanges,
            absence.name == entry.download.name, absence.directory == entry.disk.directory
        else { return false }
        return clock() - absence.since < Engine.absenceSeconds
    }
}
