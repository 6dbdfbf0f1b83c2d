import DownloadCore

/// Finds out ahead of a download's turn that it has no part file from an earlier run.
///
/// At its turn, the query takes as long as a small file takes to arrive. For many names at once, it
/// costs almost nothing.
struct MissingPartCache {
    /// A report that the disk had no part file of a download's name.
    struct Absence: Sendable {
        /// The name and folder that were looked up.
        let name: String
        let directory: String
        /// When the disk was asked.
        let since: Instant
        /// The number of changes by that time.
        let change: Int
    }

    /// The seconds for which the report is valid: another process may create the part file.
    private static let validSeconds = 1.0
    /// The fewest downloads that must have started before the disks are asked again.
    private static let fewStarts = 4

    /// The number of times that part files were created or released.
    private var changeCount = 0
    /// The number of downloads started since the disks were last asked about the next ones.
    private var startCount = Int.max
    /// The number of disks that have been asked about the next ones and have not answered.
    private var pendingLookups = 0

    /// Records that a part file is created or released.
    mutating func noteChange() { changeCount += 1 }

    /// Records that a download has started.
    mutating func noteStart() { if startCount < .max { startCount += 1 } }

    /// Returns whether the disks are to be asked about the next downloads.
    ///
    /// They are once all have answered and enough downloads have started since.
    func isLookupDue(active: Int) -> Bool {
        pendingLookups == 0 && startCount >= max(Self.fewStarts, active / 2)
    }

    /// Asks the disks which of these downloads have no part file.
    ///
    /// - Parameters:
    ///   - names: The downloads, with the names of their files.
    ///   - system: The access to the file system.
    ///   - time: The moment.
    ///   - answer: Called on the thread of each disk; `didLookUp` must then be called.
    mutating func lookUp(
        _ names: [(DownloadID, name: String, Disk)], system: any FileSystem, at time: Instant,
        answer: @escaping @Sendable ([(DownloadID, Absence)]) -> Void
    ) {
        startCount = 0
        let change = changeCount
        for asked in Dictionary(grouping: names, by: { ObjectIdentifier($0.2) }).values {
            let disk = asked[0].2
            let names = asked.map { ($0.0, $0.name) }
            pendingLookups += 1
            disk.run {
                let directory = disk.directory
                let free = PartFile.free(names.map(\.1), in: directory, system: system)
                let absences = zip(names, free).filter(\.1).map { asked, _ in
                    let absence = Absence(
                        name: asked.1, directory: directory, since: time, change: change)
                    return (asked.0, absence)
                }
                answer(absences)
            }
        }
    }

    /// Records that one of the disks has answered.
    mutating func didLookUp() { pendingLookups -= 1 }

    /// Returns whether a disk's report is still valid that it has no part file of this name.
    func isValid(_ absence: Absence?, of name: String, in directory: String, at time: Instant)
        -> Bool
    {
        guard let absence, absence.change == changeCount, absence.name == name,
            absence.directory == directory
        else { return false }
        return time - absence.since < Self.validSeconds
    }
}
