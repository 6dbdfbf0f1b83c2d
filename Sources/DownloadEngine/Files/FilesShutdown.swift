import DownloadCore

/// Brings files into a state to leave them in at the end of the program, and gives up on a disk
/// that takes too long.
struct FilesShutdown {
    /// The seconds to wait for the disks.
    private static let shutdownTimeout = 0.6

    let orders: DiskOrders
    let moves: FolderMoves
    let tasks: TaskTable

    /// Waits for every move to end.
    func endMoves(isolation: isolated (any Actor)? = #isolation) async {
        let all = Array(tasks.allAwake) + tasks.removed.all.map(\.task)
        for task in all { moves.begin(task) }
        let moving = all.filter(\.isMoving).map(\.disk)
        guard !moving.isEmpty else { return }
        let inbox = orders.inbox
        await waitForAll(moving.count, timeout: Self.shutdownTimeout) { isDone in
            // Posted after the result of the move.
            for disk in moving { disk.run { inbox.post(.reached(isDone)) } }
        }
    }

    /// Syncs and closes all part files, and deletes those of downloads that were removed with
    /// theirs; no lane is running.
    func close(isolation: isolated (any Actor)? = #isolation) async {
        var disks: [ObjectIdentifier: (disk: Disk, slots: [OpenPart])] = [:]
        for task in tasks.awakeInOrder {
            guard let slot = task.slot else { continue }
            // All checkpoints first: each costs microseconds, a sync may take seconds.
            task.disk.run { slot.checkpoint() }
            disks[ObjectIdentifier(task.disk), default: (task.disk, [])].slots.append(slot)
        }
        for gone in tasks.removed.all {
            if gone.deletes {
                orders.delete(gone.task)
                disks[ObjectIdentifier(gone.task.disk), default: (gone.task.disk, [])].slots += []
            } else {
                orders.release(gone.task)
            }
        }
        let work = Array(disks.values)
        guard !work.isEmpty else { return }
        let inbox = orders.inbox
        await waitForAll(work.count, timeout: Self.shutdownTimeout) { isDone in
            for (disk, slots) in work {
                disk.run {
                    for slot in slots {
                        try? slot.part?.sync()
                        slot.close()
                    }
                    // Posted after the disk's own messages, which the ledger must record.
                    inbox.post(.reached(isDone))
                }
            }
        }
    }
}
