import DownloadCore

/// Keeps the disks of all folders, the owners of part files, and the times of recurring work.
///
/// Used on the loop's thread only. Each disk works on its own thread.
final class PartStore {
    /// The seconds between two syncs of active downloads.
    private static let syncSeconds = 30.0
    /// The seconds after which an order counts as hanging.
    private static let hangingSeconds = 3.0

    private let pool: BlockPool
    let system: any FileSystem
    private let onBlocksFree: @Sendable () -> Void
    private var disks: [String: Disk] = [:]
    /// The download that owns the part file at a path.
    private var owners: [String: DownloadID] = [:]
    /// The folders whose disks do not answer.
    private(set) var unresponsiveFolders: Set<String> = []
    /// When active downloads are synced next.
    private var nextSync = Instant(seconds: 0)
    /// When disks that have refused are tried again.
    private(set) var nextRetry: Instant?
    /// What is known about part files that do not exist yet.
    var missing = MissingPartCache()

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

    // MARK: Recurring work

    /// Returns whether a disk does not answer.
    func isUnresponsive(_ disk: Disk) -> Bool { isUnresponsive(folder: disk.directory) }

    /// Returns whether the disk of a folder does not answer.
    func isUnresponsive(folder: String) -> Bool {
        !unresponsiveFolders.isEmpty && unresponsiveFolders.contains(folder)
    }

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
    func checkForUnresponsive() -> (stopped: Set<String>, resumed: Set<String>)? {
        let now = Set(
            disks.values.filter { $0.secondsAtWork > PartStore.hangingSeconds }.map(\.directory))
        guard now != unresponsiveFolders else { return nil }
        defer { unresponsiveFolders = now }
        return (now.subtracting(unresponsiveFolders), unresponsiveFolders.subtracting(now))
    }
}
