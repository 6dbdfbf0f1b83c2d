import DownloadCore

/// Handles files that fit into one block: they wait in memory until they are complete and are then
/// written at once, in most cases without a part file.
extension Engine {
    /// The seconds for which a small file waits in memory; a kill loses no more than these.
    private static let mostSeconds = 1.0

    /// Returns whether a file is written in one go: it fits into a block, has no digest to verify,
    /// and its name need not be checked first.
    func isSmall(_ identity: FileIdentity, _ task: DownloadTask) -> Bool {
        guard let length = identity.length, length <= Block.capacity else { return false }
        return task.ask { download in
            let policy = download.request.onExists
            return download.expectedDigest == nil && download.request.pieces == nil
                && download.request.digestSource != .file
                && (policy == .rename || policy == .overwrite)
        }
    }

    /// Creates the part file of a small file after all, and flushes what has been gathered.
    func makePendingPart(of task: DownloadTask) {
        let smallFile = task.smallFile
        guard let pending = smallFile.pending else { return }
        task.smallFile = .none
        makePart(pending.name, pending.identity, for: task)
        for lane in task.transfers.lanes.values where lane.gathersWhole {
            lane.gathersWhole = false
            lane.flush()
        }
        guard case .whole(_, let block) = smallFile else { return }
        task.disk.write(block, at: 0, of: slot(of: task))
    }

    /// Keeps all bytes of a small file until its outcome is known.
    func keepWhole(_ block: Block, of task: DownloadTask) {
        if let pending = task.smallFile.pending {
            task.smallFile = .whole(pending, block)
        } else {
            task.disk.write(block, at: 0, of: slot(of: task))
        }
    }

    /// Flushes what a lane has gathered, unless it is a small file that will soon be complete.
    func flush(_ lane: Lane, of task: DownloadTask, at time: Instant) {
        if lane.gathersWhole {
            guard let pending = task.smallFile.pending,
                time - pending.since > Engine.mostSeconds
            else { return }
            makePendingPart(of: task)
        }
        lane.flush()
    }

    /// Flushes what a lane has gathered and will not add to.
    func flushLast(_ lane: Lane, of task: DownloadTask) {
        lane.dropUnchecked()
        if lane.gathersWhole, lane.hasGathered { makePendingPart(of: task) }
        lane.flush()
    }

    /// Writes small files that have been gathered for too long into part files.
    func tickSmallFiles(at time: Instant) {
        for task in active.values {
            guard let pending = task.smallFile.pending,
                time - pending.since > Engine.mostSeconds,
                task.transfers.lanes.values.contains(where: \.hasGathered)
            else { continue }
            makePendingPart(of: task)
        }
    }

    /// Writes a complete small file under its name.
    ///
    /// - Returns: Whether it was a small file; if not, its bytes are in its part file.
    func finishWhole(_ name: String, of task: DownloadTask, ending: Ending) -> Bool {
        guard case .whole(let pending, let block) = task.smallFile else {
            makePendingPart(of: task)
            return false
        }
        task.smallFile = .writing
        let disk = task.disk
        let slot = slot(of: task)
        let system = configuration.fileSystem
        disk.run { [inbox] in
            var isInTheWay = false
            ending.tell(slot) { () throws(DownloadError) in
                let written = try PartFile.writeWhole(
                    block.filled, name: name, in: disk.directory, policy: ending.policy,
                    numbering: { FileName.numbered($0, $1) }, system: system)
                isInTheWay = written == nil
                return written.map { ending.noteFinished($0, digest: nil) }
            }
            guard isInTheWay else { return disk.release(block) }
            inbox.post(.run { $0.finishInPart(name, block, pending, of: ending.id, slot, disk) })
        }
        return true
    }

    /// Writes a small file into a part file after all, because a part file of its name exists,
    /// perhaps from an earlier run.
    private func finishInPart(
        _ name: String, _ block: Block, _ pending: DownloadTask.PendingPart, of id: DownloadID,
        _ slot: PartSlot, _ disk: Disk
    ) {
        guard let task = tasks[id], task.slot === slot else { return disk.release(block) }
        task.smallFile = .none
        makePart(pending.name, pending.identity, for: task)
        disk.write(block, at: 0, of: slot)
        finishPart(name, task.download.expectedDigest, of: task)
    }
}
