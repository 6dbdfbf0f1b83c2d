import DownloadCore

/// Watches the disks while the engine runs: which do not answer, which have room again, and what
/// is to be synced.
///
/// Used on the loop's thread only.
final class DiskWatch {
    private let orders: DiskOrders
    private let tasks: TaskTable
    private let events: TaskEvents
    private var store: PartStore { orders.store }

    init(orders: DiskOrders, tasks: TaskTable, events: TaskEvents) {
        self.orders = orders
        self.tasks = tasks
        self.events = events
    }

    /// Syncs the active downloads now and then.
    func syncIfDue(at time: Instant) {
        guard store.isSyncDue(at: time) else { return }
        for task in tasks.active.values { orders.sync(task) }
    }

    // MARK: Unresponsive disks

    /// Updates which disks do not answer.
    ///
    /// - Returns: Whether that has changed, so that other downloads may get their turn.
    func checkForUnresponsive() -> Bool {
        guard let (stopped, resumed) = store.checkForUnresponsive() else { return false }
        for task in tasks.active.values {
            let directory = task.disk.directory
            if stopped.contains(directory) {
                events.add(.told(.noted("the disk of \(directory) does not respond")), of: task)
            } else if resumed.contains(directory) {
                events.add(.told(.noted("the disk responds again")), of: task)
            } else {
                continue
            }
            events.add(.shown, of: task)
        }
        return true
    }

    // MARK: Disk errors

    /// Resumes downloads that a disk error has paused, where the disk seems to have room again.
    ///
    /// The disk is asked first, so that a server is not asked every few seconds in vain.
    ///
    /// - Parameter next: When to try again those that have not resumed by then.
    func retry(next: Instant) {
        for task in tasks.awakeInOrder {
            guard case .paused(.disk(let error)) = task.state else { continue }
            store.retry(at: next)
            guard !task.record.isProbed else { continue }
            task.record.isProbed = true
            let need = error.kind == .diskFull ? task.ask { $0.roomNeeded } : 1
            let id = task.id
            let directory = task.disk.directory
            task.disk.run { [inbox = orders.inbox, system = orders.system] in
                let free = TargetFolder.freeBytes(in: directory, system: system) ?? .max
                let canResume = free >= need && TargetFolder.isWritable(directory)
                inbox.post(.file(id, nil, .canResume(canResume)))
            }
        }
    }

    /// Handles the answer of a disk that had refused.
    func answered(_ canResume: Bool, of task: DownloadTask) {
        task.record.isProbed = false
        guard canResume, case .paused(.disk) = task.state else { return }
        events.add(.raised(.resume), of: task)
    }

    // MARK: Free space

    /// Queries the free space of a folder.
    func queryFreeBytes(in directory: String) {
        store.disk(for: directory).run { [inbox = orders.inbox, system = orders.system] in
            inbox.post(.freeBytes(TargetFolder.freeBytes(in: directory, system: system)))
        }
    }
}

extension Download {
    /// The bytes that the disk must have free before it is worthwhile to resume.
    var roomNeeded: Int64 {
        guard let length = plan.length else { return 1 << 20 }
        return max(length - plan.received, 1)
    }
}
