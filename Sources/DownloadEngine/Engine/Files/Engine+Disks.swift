import Dispatch
import DownloadCore
import Synchronization

/// What the engine does for its disks as time goes by, and at the end.
extension Engine {
    /// The seconds that the end of the program waits for the disks.
    static let farewellSeconds = 0.6
    /// The seconds that the end of the program waits for the ledger to take some more rows.
    private static let ledgerSeconds = 5.0

    /// Ten times a second while something is fetched.
    func tickDisks(at time: Instant) {
        lookForStuckDisks()
        if parts.isSyncDue(at: time) {
            for entry in active.values { syncPart(of: entry) }
        }
        for entry in active.values {
            // A lane that is not read from is not silent.
            for lane in entry.transfers.lanes.values
            where lane.hold == .block || lane.hold == .limit {
                tell(entry, .stallTimerReset(lane.id, allowing: nil))
            }
        }
    }

    /// After the process, or the machine, has stood still: what has come meanwhile is read first,
    /// and who stays silent then is given up soon.
    func excuseAll() {
        for entry in active.values {
            for lane in entry.transfers.lanes.keys {
                tell(entry, .stallTimerReset(lane, allowing: Engine.wakingSeconds))
            }
        }
    }

    /// The seconds that connections get to show that they have outlived a standstill.
    private static let wakingSeconds = 3.0

    // MARK: Disks that hang

    /// Whether the disk of a download does not answer.
    func isStuck(_ entry: DownloadTask) -> Bool {
        !parts.stuck.isEmpty && parts.stuck.contains(entry.disk.directory)
    }

    /// Notes which disks do not answer: others get their turn meanwhile.
    func lookForStuckDisks() {
        guard let (stopped, resumed) = parts.lookForStuck() else { return }
        for (id, entry) in active {
            let directory = entry.disk.directory
            if stopped.contains(directory) {
                tell(entry, .noted("the disk of \(directory) does not answer"))
            } else if resumed.contains(directory) {
                tell(entry, .noted("the disk answers again"))
            } else {
                continue
            }
            publisher.note(id)
        }
        queue.rewind()
        agenda.wantsStart = true
        publishSoon()
    }

    // MARK: Room

    /// Asks for the free space if it is time to.
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

    /// What other downloads will still need of their disks.
    func promises(besides entry: DownloadTask) -> Promises {
        var promises = Promises()
        for other in active.values {
            guard other !== entry, !other.kept.isReserved,
                other.kept.part != nil, let length = other.download.plan.length
            else { continue }
            promises.bytes[other.kept.device, default: 0] += length - other.download.plan.received
        }
        return promises
    }

    // MARK: Refusals

    /// Goes on with what a disk has held up, where it seems to have room again.
    ///
    /// The disk is asked first: a server is not to be asked every few seconds for nothing.
    func retryDisks() {
        for id in queue.ids {
            guard let entry = entries[id], case .paused(.disk(let error)) = entry.download.state
            else { continue }
            parts.retry(at: clock() + configuration.diskRetrySeconds)
            guard !entry.kept.isProbed else { continue }
            entry.kept.isProbed = true
            let need = error.kind == .diskFull ? entry.download.roomNeeded : 1
            let directory = entry.disk.directory
            let system = configuration.fileSystem
            entry.disk.run { [inbox] in
                let free = TargetFolder.freeBytes(in: directory, system: system) ?? .max
                let canGoOn = free >= need && TargetFolder.isWritable(directory)
                inbox.post(.run { $0.diskAnswered(id, canGoOn) })
            }
        }
    }

    private func diskAnswered(_ id: DownloadID, _ canGoOn: Bool) {
        guard let entry = entries[id] else { return }
        entry.kept.isProbed = false
        guard canGoOn, case .paused(.disk) = entry.download.state else { return }
        handle(.resume, for: [id])
    }

    // MARK: The end

    /// Stops all traffic, brings what is fetched to the disks, and tells the ledger; gives up
    /// waiting for a disk that takes too long.
    func finishDisks() async {
        await finishMoves()
        var slots: [ObjectIdentifier: (disk: Disk, slots: [PartSlot])] = [:]
        for id in queue.ids {
            guard let entry = entries[id] else { continue }
            stopLanes(of: entry)
            guard let slot = entry.slot else { continue }
            // All claims first: each costs microseconds, a sync may take seconds.
            entry.disk.run { slot.checkpoint() }
            slots[ObjectIdentifier(entry.disk), default: (entry.disk, [])].slots.append(slot)
        }
        for gone in removed.all {
            if gone.deletes {
                deletePart(of: gone.entry)
                slots[ObjectIdentifier(gone.entry.disk), default: (gone.entry.disk, [])].slots += []
            } else {
                releasePart(of: gone.entry)
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
                    // Behind what the disk has told: the ledger is to hear of it.
                    inbox.post(.run { _ in isDone() })
                }
            }
        }
        await finishLedger()
    }

    /// Writes the last word to the ledger: what a user did is in it, however long the list.
    ///
    /// Only a disk that does not answer is given up.
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

    /// Ends the lanes of a download.
    func stopLanes(of entry: DownloadTask) {
        for lane in Array(entry.transfers.lanes.keys) { stop(lane, of: entry) }
        transfers.stopWaiting(of: entry.transfers)
    }
}

extension Download {
    /// The bytes that the disk must have before it is worth while to go on.
    var roomNeeded: Int64 {
        guard let length = plan.length else { return 1 << 20 }
        return max(length - plan.received, 1)
    }
}
