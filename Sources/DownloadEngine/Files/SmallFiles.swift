import DownloadCore

/// Gathers files that fit into one block in memory, and gives those a part file after all that do
/// not arrive completely and soon.
///
/// Used on the loop's thread only.
final class SmallFiles {
    /// The seconds for which a small file waits in memory; a kill loses no more than these.
    private static let mostSeconds = 1.0

    private let orders: DiskOrders
    private let creation: PartCreation

    init(orders: DiskOrders, creation: PartCreation) {
        self.orders = orders
        self.creation = creation
    }

    /// Returns whether a file is written in one go: it fits into a block, has no digest to verify,
    /// and its name need not be checked first.
    static func isSmall(_ identity: FileIdentity, _ task: DownloadTask) -> Bool {
        guard let length = identity.length, length <= Block.capacity else { return false }
        return task.ask { download in
            let policy = download.request.onExists
            return download.expectedDigest == nil && download.request.pieces == nil
                && download.request.digestSource != .file
                && (policy == .rename || policy == .overwrite)
        }
    }

    /// Creates the part file of a small file after all, and flushes what has been gathered.
    func makePart(of task: DownloadTask) {
        let smallFile = task.smallFile
        guard let pending = smallFile.pending else { return }
        task.smallFile = .none
        creation.make(pending.name, pending.identity, for: task)
        for lane in task.transfers.lanes.values { lane.endGatheringWhole() }
        guard case .whole(_, let block) = smallFile else { return }
        task.disk.write(block, at: 0, of: orders.slot(of: task))
    }

    /// Keeps all bytes of a small file until its outcome is known.
    func keep(_ block: Block, of task: DownloadTask) {
        if let pending = task.smallFile.pending {
            task.smallFile = .whole(pending, block)
        } else {
            task.disk.write(block, at: 0, of: orders.slot(of: task))
        }
    }

    /// Flushes what a lane has gathered, unless it is a small file that will soon be complete.
    func flush(_ lane: Lane, of task: DownloadTask, at time: Instant) {
        if lane.gathersWhole {
            guard isLate(task, at: time) else { return }
            makePart(of: task)
        }
        lane.flush()
    }

    /// Flushes what a lane has gathered and will not add to.
    func flushLast(_ lane: Lane, of task: DownloadTask) {
        lane.dropUnchecked()
        if lane.gathersWhole, lane.hasGathered { makePart(of: task) }
        lane.flush()
    }

    /// Writes small files that have been gathered for too long into part files.
    func tick(_ tasks: some Sequence<DownloadTask>, at time: Instant) {
        for task in tasks
        where isLate(task, at: time)
            && task.transfers.lanes.values.contains(where: \.hasGathered)
        {
            makePart(of: task)
        }
    }

    private func isLate(_ task: DownloadTask, at time: Instant) -> Bool {
        guard let pending = task.smallFile.pending else { return false }
        return time - pending.since > Self.mostSeconds
    }
}
