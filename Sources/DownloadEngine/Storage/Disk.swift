import DequeModule
import Dispatch
import DownloadCore
import Synchronization

/// Performs the work on the files of one folder in order: writes, syncs, renames.
///
/// There is one per folder, so that an unresponsive disk holds up no other. Orders never wait here:
/// the engine's thread queues them, and the disk's thread performs them.
final class Disk: Sendable {
    private enum Order {
        case write(OpenPart, Block, at: Int64)
        case run(@Sendable () -> Void)
        case writeWhole(WholeFile)
    }

    private struct State {
        var orders: Deque<Order> = []
        var isRunning = false
        var unsettled: [Unsettled] = []
        var isSettling = false
    }

    /// A finished file that is not known to be durable, and the callback for the result.
    private struct Unsettled {
        let name: String
        let report: @Sendable (Bool) -> Void
    }

    /// The folder's absolute path.
    let directory: String
    /// Its share of the blocks.
    let share: BlockPool.Share
    private struct WeakSlot {
        weak var slot: OpenPart?
    }

    private struct Slots {
        var all: [WeakSlot] = []
        /// The count at which entries of released slots are removed.
        var most = 64
    }

    private let slots = Mutex(Slots())
    private let found = Mutex<PartLeftovers?>(nil)
    /// When the current order started, in nanoseconds of the monotonic clock; 0 for none.
    private let began = Atomic<UInt64>(0)
    private let state = Mutex(State())
    private let queue: DispatchQueue
    /// Waits for syncs, which may take long, while `queue` writes.
    private let syncQueue: DispatchQueue
    /// Computes digests while `queue` writes.
    private let digestQueue: DispatchQueue
    private let system: any FileSystem
    private let pool: BlockPool
    private let onBlocksFree: @Sendable () -> Void

    /// Creates the disk of a folder.
    ///
    /// - Parameters:
    ///   - directory: The folder's absolute path.
    ///   - pool: The pool that written blocks return to.
    ///   - system: The access to the file system.
    ///   - onBlocksFree: Called when a block has become free after a request was refused.
    init(
        directory: String, pool: BlockPool, system: any FileSystem = LinuxFileSystem(),
        onBlocksFree: @escaping @Sendable () -> Void
    ) {
        self.directory = directory
        self.pool = pool
        self.system = system
        share = pool.makeShare()
        syncQueue = DispatchQueue(label: "pdl-tui.sync")
        digestQueue = DispatchQueue(label: "pdl-tui.digest")
        self.onBlocksFree = onBlocksFree
        queue = DispatchQueue(label: "pdl-tui.disk")
    }

    /// The seconds that the current order has taken so far.
    var secondsAtWork: Double {
        let began = began.load(ordering: .relaxed)
        guard began > 0 else { return 0 }
        return Double(Self.nanoseconds - min(began, Self.nanoseconds)) * 1e-9
    }

    private static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Registers a download's slot on this disk.
    func note(_ slot: OpenPart) {
        slots.withLock { slots in
            if slots.all.count >= slots.most {
                slots.all.removeAll { $0.slot == nil }
                slots.most = max(64, 2 * slots.all.count)
            }
            slots.all.append(WeakSlot(slot: slot))
        }
    }

    /// Returns whether another download of this process fetches the same file into this folder.
    ///
    /// Only for orders of this disk, because nothing else may look into a slot.
    func isFetching(_ identity: PartIdentity, besides own: OpenPart) -> Bool {
        let others = slots.withLock { $0.all.compactMap(\.slot) }
        return others.contains { slot in
            guard slot !== own, let part = slot.part else { return false }
            return part.identity.isOf(identity.source) || part.identity.isSameFile(as: identity)
        }
    }

    /// The part files that were in the folder when this was first asked for.
    ///
    /// Only for orders of this disk, because it may have to read them.
    var leftovers: PartLeftovers {
        if let known = found.withLock({ $0 }) { return known }
        let new = PartLeftovers(in: directory, system: system)
        found.withLock { $0 = new }
        return new
    }

    /// Writes a block at `offset` of a part file, then returns it to the pool.
    func write(_ block: Block, at offset: Int64, of slot: OpenPart) {
        submit(.write(slot, block, at: offset))
    }

    /// Writes a whole file, in most cases without a part file.
    func write(_ file: WholeFile) {
        submit(.writeWhole(file))
    }

    /// Runs `work` after all earlier orders.
    func run(_ work: @escaping @Sendable () -> Void) {
        submit(.run(work))
    }

    /// Runs CPU-heavy `work` on its own queue, in parallel with disk I/O.
    func compute(_ work: @escaping @Sendable () -> Void) {
        digestQueue.async(execute: work)
    }

    /// Runs `work` after all earlier orders, and waits for its result.
    func result<Value: Sendable>(of work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            run { continuation.resume(returning: work()) }
        }
    }

    // MARK: Syncs

    /// Syncs a part file after all earlier orders.
    func sync(_ slot: OpenPart) {
        run { SyncJob(slot: slot, disk: self).begin() }
    }

    /// Waits for a sync on the sync queue, then continues with its error on the disk's thread.
    func wait(for ticket: SyncTicket, then next: @escaping @Sendable (DownloadError?) -> Void) {
        syncQueue.async {
            var failure: DownloadError?
            do throws(DownloadError) { try ticket.wait() } catch { failure = error }
            self.run { [failure] in next(failure) }
        }
    }

    /// Makes a finished file and its name durable soon, and reports whether that succeeded.
    ///
    /// Files that are finished close together are synced together.
    func makeDurable(_ name: String, report: @escaping @Sendable (Bool) -> Void) {
        let starts = state.withLock { state in
            state.unsettled.append(Unsettled(name: name, report: report))
            defer { state.isSettling = true }
            return !state.isSettling
        }
        if starts { syncQueue.async { self.settleAll() } }
    }

    private func settleAll() {
        while true {
            let batch = state.withLock { state in
                let batch = state.unsettled
                state.unsettled = []
                if batch.isEmpty { state.isSettling = false }
                return batch
            }
            if batch.isEmpty { return }
            let isDurable: Bool
            do {
                try PartFile.makeDurable(batch.map(\.name), in: directory, system: system)
                isDurable = true
            } catch {
                isDurable = false
            }
            for one in batch { one.report(isDurable) }
        }
    }

    // MARK: Orders

    private func submit(_ order: Order) {
        let starts = state.withLock { state in
            state.orders.append(order)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if starts { queue.async { self.drain() } }
    }

    /// Performs the queued orders until the queue is empty.
    ///
    /// The footers of the written files are updated after each batch, so a killed process loses
    /// only what had not been handed over yet.
    private func drain() {
        while true {
            let batch = state.withLock { state in
                let batch = state.orders
                state.orders = []
                if batch.isEmpty {
                    state.isRunning = false
                    began.store(0, ordering: .relaxed)
                }
                return batch
            }
            if batch.isEmpty { return }
            perform(batch)
        }
    }

    private func perform(_ batch: Deque<Order>) {
        var touched: [OpenPart] = []
        var written: [Block] = []
        var folder: WholeFile.Folder?
        for order in batch {
            began.store(Self.nanoseconds, ordering: .relaxed)
            switch order {
            case .write(let slot, let block, let offset):
                slot.write(block.filled, at: offset)
                written.append(block)
                if touched.last !== slot, !touched.contains(where: { $0 === slot }) {
                    touched.append(slot)
                }
                if written.count >= 8 { recycle(&written) }
            case .run(let work):
                // The work may take long; a process killed meanwhile must lose nothing.
                checkpoint(&touched)
                recycle(&written)
                work()
            case .writeWhole(let file):
                checkpoint(&touched)
                recycle(&written)
                if file.slot.failure != nil {
                    release(file.block)
                } else if leftovers.isKnown(file.slot.source) {
                    file.end(.success(nil))
                } else {
                    file.write(in: &folder, at: directory, system: system)
                }
            }
        }
        checkpoint(&touched)
        recycle(&written)
    }

    private func checkpoint(_ slots: inout [OpenPart]) {
        for slot in slots {
            slot.checkpoint()
            if slot.isSyncDue { SyncJob(slot: slot, disk: self).begin() }
        }
        slots.removeAll(keepingCapacity: true)
    }

    /// Returns a block to the pool that is not to be written as it is.
    func release(_ block: Block) {
        if pool.recycle(CollectionOfOne(block), of: share) { onBlocksFree() }
    }

    private func recycle(_ blocks: inout [Block]) {
        guard !blocks.isEmpty else { return }
        if pool.recycle(blocks, of: share) { onBlocksFree() }
        blocks.removeAll(keepingCapacity: true)
    }
}
