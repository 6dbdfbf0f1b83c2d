import DownloadCore

/// Decides which waiting download starts next.
///
/// Used on the loop's thread only.
final class QueueStarter {
    /// A waiting download whose turn has come.
    enum Turn {
        /// It starts; at its host, this number of connections helped last time.
        case start(DownloadTask, connections: Int?)
        /// It fails, because its host has been away for too long.
        case fail(DownloadTask, DownloadError)
    }

    private let tasks: TaskTable
    private let hosts: TaskHosts
    private let allocator: LaneAllocator
    private let store: PartStore
    /// The number of downloads at the same time.
    private var most: Int
    /// Whether a user watches, who can do something about a host that is away.
    private var isWatched: Bool
    /// When a download may try an unreachable host again; `nil` when none waits for that.
    private(set) var nextTry: Instant?

    init(
        _ configuration: EngineConfiguration, tasks: TaskTable, hosts: TaskHosts,
        allocator: LaneAllocator, store: PartStore
    ) {
        most = configuration.activeDownloads
        isWatched = configuration.asksUser
        self.tasks = tasks
        self.hosts = hosts
        self.allocator = allocator
        self.store = store
    }

    /// Adopts the engine's settings.
    func apply(_ configuration: EngineConfiguration) {
        most = configuration.activeDownloads
        isWatched = configuration.asksUser
    }

    /// Takes the next download whose turn has come.
    ///
    /// - Parameters:
    ///   - held: The number of active downloads that do not count, from `heldUp`.
    ///   - time: The moment.
    /// - Returns: The download; `nil` when there is none, or no room.
    func next(besides held: Int, at time: Instant) -> Turn? {
        while tasks.active.count - held < most, let id = tasks.queue.next() {
            guard tasks.isWaiting(at: tasks.queue.lastPlace), let reach = reach(of: id, at: time)
            else { continue }
            // One that stays in the queue is not woken.
            if case .away(let until) = reach {
                nextTry = min(nextTry ?? until, until)
                continue
            }
            guard let task = tasks[id] else { continue }
            if case .gone(let error) = reach { return .fail(task, error) }
            guard allocator.reserveFilesForDownload(at: time) else {
                tasks.queue.stepBack()
                return nil
            }
            store.missing.noteStart()
            let host = hosts.host(of: task)
            return .start(task, connections: hosts.table[host].goodFragments)
        }
        return nil
    }

    /// Returns whether the host of the waiting download at the queue's last place can be asked;
    /// `nil` when something else prevents its start.
    private func reach(of id: DownloadID, at time: Instant) -> TaskHosts.Reach? {
        if tasks.awake(id) == nil {
            let picture = tasks.pictures[tasks.queue.lastPlace]
            guard !store.isUnresponsive(folder: picture.directory) else { return nil }
            return hosts.reach(of: picture, isWatched: isWatched, at: time)
        }
        guard let task = tasks[id], !store.isUnresponsive(task.disk), !task.isMoving,
            !tasks.waitsForName(task)
        else { return nil }
        return hosts.reach(of: task, isWatched: isWatched, at: time)
    }

    /// Returns whether a download that has waited for its host may start, and clears the time if
    /// so.
    func takeNextTry(at time: Instant) -> Bool {
        guard let start = nextTry, time >= start else { return false }
        nextTry = nil
        return true
    }

    /// The number of active downloads that do not count against the limit: those whose disk does
    /// not answer, those that only wait for their hosts, and small files being written, up to the
    /// limit itself.
    var heldUp: Int {
        var held = 0
        var written = 0
        for task in tasks.active.values {
            if store.isUnresponsive(task.disk) {
                held += 1
            } else if task.smallFile.isWriting {
                written += 1
            }
        }
        return held + min(written, most) + hosts.awayCount
    }
}
