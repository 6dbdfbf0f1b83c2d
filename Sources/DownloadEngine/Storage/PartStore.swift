import DownloadCore

/// Keeps the disks of all folders, the owners of part files, and the times of recurring work.
///
/// Used on the loop's thread only. Each disk works on its own thread.
final class PartStore {
    /// A report that the disk had no part file of a download's name.
    struct Absence {
        /// The name and folder that were looked up.
        let name: String
        let directory: String
        /// When the disk was asked.
        let since: Instant
        /// The value of `changeCount` at that time.
        let change: Int
    }

    /// The seconds between two syncs of active downloads.
    private static let syncSeconds = 30.0
    /// The seconds after which an order counts as hanging.
    private static let hangingSeconds = 3.0
    /// The seconds for which the report is valid: another process may create the part file.
    private static let absenceSeconds = 1.0
    /// The fewest downloads that must have started before the disks are asked again.
    private static let fewStarts = 4

    private let pool: BlockPool
    private let system: any FileSystem
    private let onBlocksFree: @Sendable () -> Void
    private var disks: [String: Disk] = [:]
    /// The download that owns the part file at a path.
    private var owners: [String: DownloadID] = [:]
    /// The folders whose disks do not answer.
    private(set) var stuck: Set<String> = []
    /// When active downloads are synced next.
    private var nextSync = Instant(seconds: 0)
    /// When disks that have refused are tried again.
    private(set) var nextRetry: Instant?
    /// The number of times that part files were created or released.
    private(set) var changeCount = 0
    /// The number of downloads started since the disks were last asked about the next ones.
    private var startCount = Int.max
    /// The number of disks that have been asked about the next ones and have not answered.
    private var openQuestions = 0

    /// Creates a store; `onBlocksFree` is called when a block has become free after a request was
    /// refused.
    init(
        pool: BlockPool, system: any FileSystem, onBlocksFree: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.system = system
        self.onBlocksFree = onBlocksFree
    }

    /// Returns the disk of a folder.
    func disk(for directory: String) -> Disk {
        if let disk = disks[directory] { return disk }
        let disk = Disk(
            directory: directory, pool: pool, system: system, onBlocksFree: onBlocksFree)
        disks[directory] = disk
        return disk
    }

    // MARK: Owners

    /// The number of part files that belong to downloads.
    var ownedCount: Int { owners.count }

    /// Records that a part file belongs to a download.
    func note(_ part: KnownPart, in directory: String, of id: DownloadID) {
        owners[directory + "/" + part.partName] = id
    }

    /// Records that a part file belongs to no download.
    func forget(_ part: KnownPart, in directory: String) {
        owners[directory + "/" + part.partName] = nil
    }

    /// Returns the download that a part file belongs to.
    func owner(of partName: String, in directory: String) -> DownloadID? {
        owners[directory + "/" + partName]
    }

    // MARK: Looking ahead

    /// Records that a part file is created or released.
    func noteChange() { changeCount += 1 }

    /// Records that a download has started.
    func noteStart() { if startCount < .max { startCount += 1 } }

    /// Returns whether the disks are to be asked about the next downloads.
    ///
    /// They are once all have answered and enough downloads have started since.
    func isLookDue(active: Int) -> Bool {
        openQuestions == 0 && startCount >= max(PartStore.fewStarts, active / 2)
    }

    /// Asks the disks which of these downloads have no part file.
    ///
    /// - Parameters:
    ///   - names: The downloads, with the names of their files.
    ///   - time: The moment.
    ///   - answer: Called on the thread of each disk; `didLook` must then be called on the loop's.
    func look(
        for names: [(DownloadID, name: String, Disk)], at time: Instant,
        answer: @escaping @Sendable ([(DownloadID, Absence)]) -> Void
    ) {
        startCount = 0
        let change = changeCount
        for asked in Dictionary(grouping: names, by: { ObjectIdentifier($0.2) }).values {
            let disk = asked[0].2
            let names = asked.map { ($0.0, $0.name) }
            openQuestions += 1
            disk.run { [system] in
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
    func didLook() { openQuestions -= 1 }

    /// Returns whether a disk's report is still valid that it has no part file of this name.
    func isValid(_ absence: Absence?, of name: String, in directory: String, at time: Instant)
        -> Bool
    {
        guard let absence, absence.change == changeCount, absence.name == name,
            absence.directory == directory
        else { return false }
        return time - absence.since < PartStore.absenceSeconds
    }

    // MARK: Recurring work

    /// Returns whether active downloads are to be synced now, and schedules the next sync if so.
    func isSyncDue(at time: Instant) -> Bool {
        guard time >= nextSync else { return false }
        nextSync = time + PartStore.syncSeconds
        return true
    }

    /// Schedules another try of disks that have refused, unless one is scheduled already.
    func retry(at time: Instant) { nextRetry = nextRetry ?? time }

    /// Returns whether disks that have refused are to be tried now, and clears the time if so.
    func takeRetry(at time: Instant) -> Bool {
        guard let retry = nextRetry, time >= retry else { return false }
        nextRetry = nil
        return true
    }

    /// Updates which disks do not answer.
    ///
    /// - Returns: The folders whose disks have stopped answering, and those whose disks have
    ///   resumed; `nil` when nothing has changed.
    func lookForStuck() -> (stopped: Set<String>, resumed: Set<String>)? {
        let now = Set(
            disks.values.filter { $0.secondsAtWork > PartStore.hangingSeconds }.map(\.directory))
        guard now != stuck else { return nil }
        defer { stuck = now }
        return (now.subtracting(stuck), stuck.subtracting(now))
    }
}
