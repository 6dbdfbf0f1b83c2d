import Dispatch
import DownloadCore
import Synchronization

/// Maintains the disks while the engine runs and at shutdown.
extension Engine {
    /// The seconds that shutdown waits for the disks.
    static let farewellSeconds = 0.6
    /// The seconds that shutdown waits for the ledger to write another batch.
    private static let ledgerSeconds = 5.0

    /// Checks disks, syncs and stall timers; ten times a second while a download is active.
    func tickDisks(at time: Instant) {
        lookForStuckDisks()
        if parts.isSyncDue(at: time) {
            for task in active.values { syncPart(of: task) }
        }
        for task in active.values {
            // A lane that we have paused is not silent.
            for lane in task.transfers.lanes.values
            where lane.hold == .block || lane.hold == .limit {
                tell(task, .stallTimerReset(lane.id, allowing: nil))
            }
        }
    }

    /// Resets all stall timers after the process, or the machine, has stood still; lanes that stay
    /// silent once the waiting bytes are read are given up soon.
    func excuseAll() {
        for task in active.values {
            for lane in task.transfers.lanes.keys {
                tell(task, .stallTimerReset(lane, allowing: Engine.wakingSeconds))
            }
        }
    }

    /// The seconds that connections get to show that they have survived a standstill.
    private static let wakingSeconds = 3.0

    // MARK: Unresponsive disks

    /// Returns whether the disk of a download does not answer.
    func isStuck(_ task: DownloadTask) -> Bool {
        !parts.stuck.isEmpty && parts.stuck.contains(task.disk.directory)
    }

    /// Updates which disks do not answer, so that others get their turn meanwhile.
    func lookForStuckDisks() {
        guard let (stopped, resumed) = parts.lookForStuck() else { return }
        for (id, task) in active {
            let directory = task.disk.directory
            if stopped.contains(directory) {
                tell(task, .noted("the disk of \(directory) does not answer"))
            } else if resumed.contains(directory) {
                tell(task, .noted("the disk answers again"))
            } else {
                continue
            }
            publisher.note(id)
        }
        queue.rewind()
        agenda.wantsStart = true
        publishSoon()
    }

    // MARK: Free space

    /// Queries the free space if it is due.
    func refreshFreeBytes(at time: Instant) {
        guard publisher.isFreeSpaceDue(at: time) else { return }
        let directory = configuration.defaultDirectory
        let system = configuration.fileSystem
        parts.disk(for: directory).run { [inbox] in
            let bytes = TargetFolder.freeBytes(in: directory, system: system)
            inbox.post(.run { $0.note(freeBytes: bytes) })
        }
    }

    private func note(freeBytes bytes: Int64?) {
        if publisher.note(freeBytes: bytes) { publishSoon() }
    }

    /// Returns the bytes that other downloads will still need on their disks.
    func promises(besides task: DownloadTask) -> Promises {
        var promises = Promises()
        for other in active.values {
            guard other !== task, !other.record.isReserved,
                other.record.part != nil, let length = other.download.plan.length
            else { continue }
            promises.bytes[other.record.device, default: 0] += length - other.download.plan.received
        }
        return promises
    }

    // MARK: Disk errors

    /// Resumes downloads that a disk error has paused, where the disk seems to have room again.
    ///
    /// The disk is asked first, so that a server is not asked every few seconds in vain.
    func retryDisks() {
        for id in queue.ids {
            guard let task = tasks[id], case .paused(.disk(let error)) = task.download.state
            else { continue }
            parts.retry(at: clock() + configuration.diskRetrySeconds)
            guard !task.record.isProbed else { continue }
            task.record.isProbed = true
            let need = error.kind == .diskFull ? task.download.roomNeeded : 1
            let directory = task.disk.directory
            let system = configuration.fileSystem
            task.disk.run { [inbox] in
                let free = TargetFolder.freeBytes(in: directory, system: system) ?? .max
                let canGoOn = free >= need && TargetFolder.isWritable(directory)
                inbox.post(.run { $0.diskAnswered(id, canGoOn) })
            }
        }
    }

    private func diskAnswered(_ id: DownloadID, _ canGoOn: Bool) {
        guard let task = tasks[id] else { return }
        task.record.isProbed = false
        guard canGoOn, case .paused(.disk) = task.download.state else { return }
        handle(.resume, for: [id])
    }

    // MARK: Shutdown

    /// Stops all traffic, syncs fetched bytes and updates the ledger; gives up on a disk that takes
    /// too long.
    func finishDisks() async {
        await finishMoves()
        var slots: [ObjectIdentifier: (disk: Disk, slots: [PartSlot])] = [:]
        for id in queue.ids {
            guard let task = tasks[id] else { continue }
            stopLanes(of: task)
            guard let slot = task.slot else { continue }
            // All checkpoints first: each costs microseconds, a sync may take seconds.
            task.disk.run { slot.checkpoint() }
            slots[ObjectIdentifier(task.disk), default: (task.disk, [])].slots.append(slot)
        }
        for gone in removed.all {
            if gone.deletes {
                deletePart(of: gone.task)
                slots[ObjectIdentifier(gone.task.disk), default: (gone.task.disk, [])].slots += []
            } else {
                releasePart(of: gone.task)
            }
        }
        let work = Array(slots.values)
        guard !work.isEmpty else { return await finishLedger() }
        await FirstOf.wait(seconds: Engine.farewellSeconds, for: work.count) { isDone in
            for (disk, slots) in work {
                disk.run { [inbox] in
                    for slot in slots {
                        try? slot.part?.sync()
                        slot.close()
                    }
                    // Posted after the disk's own messages, which the ledger must record.
                    inbox.post(.run { _ in isDone() })
                }
            }
        }
        await finishLedger()
    }

    /// Writes the last batches to the ledger, however long the list.
    ///
    /// Gives up only on a disk that does not answer.
    private func finishLedger() async {
        let closing = Task { await closeLedger() }
        var seen = -1
        while ledger.isOpen, seen != ledger.batchCount {
            seen = ledger.batchCount
            await FirstOf.wait(seconds: Engine.ledgerSeconds, for: 1) { isDone in
                Task {
                    await closing.value
                    isDone()
                }
            }
        }
    }

    /// Ends all lanes of a download.
    func stopLanes(of task: DownloadTask) {
        for lane in Array(task.transfers.lanes.keys) { stop(lane, of: task) }
        transfers.stopWaiting(of: task.transfers)
    }
}

extension Download {
    /// The bytes that the disk must have free before it is worthwhile to resume.
    var roomNeeded: Int64 {
        guard let length = plan.length else { return 1 << 20 }
        return max(length - plan.received, 1)
    }
}
