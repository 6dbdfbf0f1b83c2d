import DownloadCore

/// Sends work to the disks; nothing here waits, and results come through the inbox.
extension Engine {
    /// Returns a download's slot on its disk, and creates it when it is first needed.
    func slot(of task: DownloadTask) -> PartSlot {
        if let slot = task.slot { return slot }
        let id = task.download.id
        let slot = PartSlot(source: task.sourceMark) { [inbox] slot, error, covered in
            inbox.post(.event(id, slot, .diskFailed(error, covered: covered)))
        }
        task.slot = slot
        task.disk.note(slot)
        return slot
    }

    /// Tells the disk which URL the download's bytes come from, once everything before is written.
    func noteSource(of task: DownloadTask) {
        guard let slot = task.slot else { return }
        let source = task.sourceMark
        task.disk.run { slot.source = source }
    }

    /// Runs `work` on the download's disk and reports the result to the download.
    func order(
        _ task: DownloadTask,
        _ work: @escaping @Sendable (PartSlot) throws(DownloadError) -> Download.Event?
    ) {
        let slot = slot(of: task)
        let id = task.download.id
        task.disk.run { [inbox] in
            do throws(DownloadError) {
                guard slot.failure == nil else { return }
                if let event = try work(slot) { inbox.post(.event(id, slot, event)) }
            } catch {
                if error.kind == .inUse {
                    inbox.post(.event(id, slot, .partInUse(error)))
                } else {
                    slot.fail(error)
                }
            }
        }
    }

    /// Withdraws the part file's claim to bytes that are wrong.
    func dropBytes(_ ranges: ByteRangeSet, of task: DownloadTask) {
        order(task) { slot throws(DownloadError) in
            for range in ranges.ranges { try slot.part?.forget(range) }
            return nil
        }
    }

    func releasePart(of task: DownloadTask) {
        task.dropSmallFile()
        guard let slot = task.slot else { return }
        task.slot = nil
        parts.noteChange()
        task.disk.run { slot.close() }
    }

    func syncPart(of task: DownloadTask) {
        guard let slot = task.slot else { return }
        task.disk.sync(slot)
    }

    /// Reads bytes on disk for comparison with the server's.
    func readOverlap(_ range: ByteRange, lane: LaneID, for task: DownloadTask) {
        makePendingPart(of: task)
        let id = task.download.id
        order(task) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(.overlap(id, lane, bytes))
            return nil
        }
    }

    /// Records the user's consent to discard the bytes on disk, whoever wrote them.
    func agreeToDrop(_ id: DownloadID) {
        guard let task = tasks[id], let slot = task.slot else { return }
        task.disk.run { slot.isStranger = false }
    }
}

extension Inbox {
    /// Tells the engine which part file a download has.
    func tell(_ id: DownloadID, has part: PartFile, in slot: PartSlot) {
        let known = part.known
        let isReserved = part.isReserved
        var doubts: Set<Int64> = []
        if part.trust.needsOverlapCheck {
            doubts = Set(part.covered.ranges.map(\.end))
            doubts.remove(part.identity.length ?? -1)
        }
        // On layered file systems, a file's device number may differ from its folder's.
        let device = part.folderDevice ?? known.device
        post(
            .run { [doubts] engine in
                engine.note(
                    known, isReserved: isReserved, device: device, doubts: doubts, of: id, slot)
            })
    }
}
