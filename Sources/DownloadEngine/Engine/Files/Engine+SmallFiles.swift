import DownloadCore

/// Files that fit into one block: they wait in memory until they are whole, and then go to the disk
/// in one go, without a part file to speak of.
extension Engine {
    /// The seconds for which bytes of a small file wait in memory: a kill takes no more than these.
    private static let mostSeconds = 1.0

    /// Whether a file goes to the disk in one go: one that fits into a block, is not checked, and
    /// whose name need not be looked at before.
    func isSmall(_ identity: FileIdentity, _ entry: DownloadTask) -> Bool {
        guard let length = identity.length, length <= Block.capacity else { return false }
        return entry.ask { download in
            let policy = download.request.onExists
            return download.expectedDigest == nil && download.request.pieces == nil
                && download.request.digestSource != .file
                && (policy == .rename || policy == .overwrite)
        }
    }

    /// Makes the part file of a small file after all, and hands over what has gathered.
    func makePendingPart(of entry: DownloadTask) {
        let smallFile = entry.smallFile
        guard let pending = smallFile.pending else { return }
        entry.smallFile = .none
        makePart(pending.name, pending.identity, for: entry)
        for lane in entry.transfers.lanes.values where lane.gathersWhole {
            lane.gathersWhole = false
            lane.flush()
        }
        guard case .whole(_, let block) = smallFile else { return }
        entry.disk.write(block, at: 0, of: slot(of: entry))
    }

    /// Keeps all bytes of a small file until it is known what comes of it.
    func keepWhole(_ block: Block, of entry: DownloadTask) {
        if let pending = entry.smallFile.pending {
            entry.smallFile = .whole(pending, block)
        } else {
            entry.disk.write(block, at: 0, of: slot(of: entry))
        }
    }

    /// Hands over what a lane has gathered, unless it is a small file that will be whole soon.
    func flush(_ lane: Lane, of entry: DownloadTask, at time: Instant) {
        if lane.gathersWhole {
            guard let pending = entry.smallFile.pending,
                time - pending.since > Engine.mostSeconds
            else { return }
            makePendingPart(of: entry)
        }
        lane.flush()
    }

    /// Hands over what a lane has gathered and will not add to.
    func flushLast(_ lane: Lane, of entry: DownloadTask) {
        lane.dropUnchecked()
        if lane.gathersWhole, lane.hasGathered { makePendingPart(of: entry) }
        lane.flush()
    }

    /// What small files have gathered for too long goes into part files.
    func tickSmallFiles(at time: Instant) {
        for entry in active.values {
            guard let pending = entry.smallFile.pending,
                time - pending.since > Engine.mostSeconds,
                entry.transfers.lanes.values.contains(where: \.hasGathered)
            else { continue }
            makePendingPart(of: entry)
        }
    }

    /// Writes a small file that is whole, under its name.
    ///
    /// - Returns: Whether it was a small one; if not, it is in its part file.
    func finishWhole(_ name: String, of entry: DownloadTask, ending: Ending) -> Bool {
        guard case .whole(let pending, let block) = entry.smallFile else {
            makePendingPart(of: entry)
            return false
        }
        entry.smallFile = .writing
        let disk = entry.disk
        let slot = slot(of: entry)
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

    /// Puts a small file into a part file after all: one of its name is there, perhaps an earlier
    /// run's of this file.
    private func finishInPart(
        _ name: String, _ block: Block, _ pending: DownloadTask.PendingPart, of id: DownloadID,
        _ slot: PartSlot, _ disk: Disk
    ) {
        guard let entry = entries[id], entry.slot === slot else { return disk.release(block) }
        entry.smallFile = .none
        makePart(pending.name, pending.identity, for: entry)
        disk.write(block, at: 0, of: slot)
        finishPart(name, entry.download.expectedDigest, of: entry)
    }
}
