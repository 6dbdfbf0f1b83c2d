import DownloadCore

/// The disks of all folders, who has which part file, and what is done for them as time goes by.
///
/// Used on the loop's thread only. What a disk is asked for is done on its own thread.
final class PartStore {
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

    /// The seconds between two syncs of what is being fetched.
    private static let syncSeconds = 30.0
    /// The seconds after which an order counts as hanging.
    private static let hangingSeconds = 3.0
    /// The seconds for which the disk's word is taken: another process may make the part file.
    private static let absenceSeconds = 1.0
    /// Fewer downloads than these that have begun since the last time are no reason to ask again.
    private static let fewStarts = 4

    private let pool: BlockPool
    private let system: any FileSystem
    private let onBlocksFree: @Sendable () -> Void
    private var disks: [String: Disk] = [:]
    /// Which download has the part file at a path.
    private var owners: [String: DownloadID] = [:]
    /// The folders whose disks do not answer.
    private(set) var stuck: Set<String> = []
    /// When what is being fetched is synced next.
    private var nextSync = Instant(seconds: 0)
    /// When disks that have refused are asked again.
    private(set) var nextRetry: Instant?
    /// How often part files were made or let go of.
    private(set) var changeCount = 0
    /// How many downloads have begun since the disks were asked about the next ones.
    private var startCount = Int.max
    /// How many disks have been asked about the next ones and have not answered.
    private var openQuestions = 0

    /// Creates a store; `onBlocksFree` is called when somebody who asked the pool in vain may ask
    /// again.
    init(
        pool: BlockPool, system: any FileSystem, onBlocksFree: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.system = system
        self.onBlocksFree = onBlocksFree
    }

    /// The thread of a folder.
    func disk(for directory: String) -> Disk {
        if let disk = disks[directory] { return disk }
        let disk = Disk(
            directory: directory, pool: pool, system: system, onBlocksFree: onBlocksFree)
        disks[directory] = disk
        return disk
    }

    // MARK: Owners

    /// How many part files belong to downloads.
    var ownedCount: Int { owners.count }

    /// Notes that a part file belongs to a download.
    func note(_ part: KnownPart, in directory: String, of id: DownloadID) {
        owners[directory + "/" + part.partName] = id
    }

    /// Notes that a part file is nobody's.
    func forget(_ part: KnownPart, in directory: String) {
        owners[directory + "/" + part.partName] = nil
    }

    /// The download that a part file belongs to.
    func owner(of partName: String, in directory: String) -> DownloadID? {
        owners[directory + "/" + partName]
    }

    // MARK: Looking ahead

    /// Notes that a part file is made or let go of.
    func noteChange() { changeCount += 1 }

    /// Notes that a download has begun.
    func noteStart() { if startCount < .max { startCount += 1 } }

    /// Whether so many of the active downloads have begun since the disks were asked about the next
    /// ones that they are to be asked again.
    func isLookDue(active: Int) -> Bool {
        openQuestions == 0 && startCount >= max(PartStore.fewStarts, active / 2)
    }

    /// Asks the disks which of these downloads have no part file.
    ///
    /// - Parameters:
    ///   - names: The downloads, with the names of their files.
    ///   - time: The moment.
    ///   - answer: Called on the thread of each disk; `didLook` is then to be called on the loop's.
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

    /// Notes that one of the disks that were asked has answered.
    func didLook() { openQuestions -= 1 }

    /// Whether a disk's word counts that it has no part file of this name.
    func isValid(_ absence: Absence?, of name: String, in directory: String, at time: Instant)
        -> Bool
    {
        guard let absence, absence.change == changeCount, absence.name == name,
            absence.directory == directory
        else { return false }
        return time - absence.since < PartStore.absenceSeconds
    }

    // MARK: As time goes by

    /// Whether what is being fetched is to be synced now.
    func isSyncDue(at time: Instant) -> Bool {
        guard time >= nextSync else { return false }
        nextSync = time + PartStore.syncSeconds
        return true
    }

    /// Has disks that have refused asked again at a time, if they are not asked before.
    func retry(at time: Instant) { nextRetry = nextRetry ?? time }

    /// Whether disks that have refused are to be asked again now.
    func takeRetry(at time: Instant) -> Bool {
        guard let retry = nextRetry, time >= retry else { return false }
        nextRetry = nil
        return true
    }

    /// Looks which disks do not answer.
    ///
    /// - Returns: The folders of those that have stopped, and of those that have begun, to answer;
    ///   `nil` when nothing has changed.
    func lookForStuck() -> (stopped: Set<String>, resumed: Set<String>)? {
        let now = Set(
            disks.values.filter { $0.secondsAtWork > PartStore.hangingSeconds }.map(\.directory))
        guard now != stuck else { return nil }
        defer { stuck = now }
        return (now.subtracting(stuck), stuck.subtracting(now))
    }
}
