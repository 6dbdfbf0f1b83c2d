import DequeModule
import Dispatch
import DownloadCore
import Synchronization

/// The thread for the files of one folder: writes, syncs, renames, in the order they are asked for.
///
/// One for each folder, so that a disk that hangs holds up nobody else. Orders never wait here: they
/// are put in a queue by the engine's thread and done on this one.
final class Disk: Sendable {
    private enum Order {
        case write(PartSlot, Block, at: Int64)
        case run(@Sendable () -> Void)
    }

    private struct State {
        var orders: Deque<Order> = []
        var isRunning = false
        var unsettled: [Unsettled] = []
        var isSettling = false
    }

    /// A finished file that is not known to be on the disk, and who wants to know.
    private struct Unsettled {
        let name: String
        let report: @Sendable (Bool) -> Void
    }

    /// The folder: an absolute path.
    let directory: String
    /// Its share of the blocks.
    let share: BlockPool.Share
    private struct WeakSlot {
        weak var slot: PartSlot?
    }

    private struct Slots {
        var all: [WeakSlot] = []
        /// How many there may be before those that are gone are looked for.
        var most = 64
    }

    private let slots = Mutex(Slots())
    /// When the order under way was begun, in nanoseconds of the clock that never jumps; 0 is none.
    private let began = Atomic<UInt64>(0)
    private let state = Mutex(State())
    private let queue: DispatchQueue
    /// Waits for syncs, which may take long, while the other one writes.
    private let syncQueue: DispatchQueue
    /// Computes digests while the other one writes.
    private let digestQueue: DispatchQueue
    private let system: any FileSystem
    private let pool: BlockPool
    private let onBlocksFree: @Sendable () -> Void

    /// Creates the thread of a folder.
    ///
    /// - Parameters:
    ///   - directory: The folder, as an absolute path.
    ///   - pool: Where written blocks go back to.
    ///   - system: The door to the disk.
    ///   - onBlocksFree: Called when somebody who asked the pool in vain may ask again.
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

    /// The seconds that the order under way has taken so far.
    var secondsAtWork: Double {
        let began = began.load(ordering: .relaxed)
        guard began > 0 else { return 0 }
        return Double(Self.nanoseconds - min(began, Self.nanoseconds)) * 1e-9
    }

    private static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Notes a download's place on this disk.
    func note(_ slot: PartSlot) {
        slots.withLock { slots in
            if slots.all.count >= slots.most {
                slots.all.removeAll { $0.slot == nil }
                slots.most = max(64, 2 * slots.all.count)
            }
            slots.all.append(WeakSlot(slot: slot))
        }
    }

    /// Whether another download of this process fetches the same file into this folder.
    ///
    /// For orders of this disk only: nobody else may look into a slot.
    func isFetching(_ identity: PartIdentity, besides own: PartSlot) -> Bool {
        let others = slots.withLock { $0.all.compactMap(\.slot) }
        return others.contains { slot in
            guard slot !== own, let part = slot.part else { return false }
            return part.identity.isOf(identity.source) || part.identity.isSameFile(as: identity)
        }
    }

    /// Writes a block at `offset` of a part file, then gives it back to the pool.
    func write(_ block: Block, at offset: Int64, of slot: PartSlot) {
        submit(.write(slot, block, at: offset))
    }

    /// Does `work` after everything that was asked for before.
    func run(_ work: @escaping @Sendable () -> Void) {
        submit(.run(work))
    }

    /// Does `work`, which takes the processor for long, beside what the disk does.
    func compute(_ work: @escaping @Sendable () -> Void) {
        digestQueue.async(execute: work)
    }

    /// Does `work` after everything that was asked for before, and waits for its result.
    func result<Value: Sendable>(of work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            run { continuation.resume(returning: work()) }
        }
    }

    // MARK: Syncs

    /// Syncs a part file after everything that was asked for before.
    func sync(_ slot: PartSlot) {
        run { SyncJob(slot: slot, disk: self).begin() }
    }

    /// Waits for a sync on the other thread, then goes on with its error on this one.
    func wait(for ticket: SyncTicket, then next: @escaping @Sendable (DownloadError?) -> Void) {
        syncQueue.async {
            var failure: DownloadError?
            do throws(DownloadError) { try ticket.wait() } catch { failure = error }
            self.run { [failure] in next(failure) }
        }
    }

    /// Brings a finished file and its name to the disk, some time soon, and says whether that went
    /// well; files that are finished close together are settled together.
    func settle(_ name: String, report: @escaping @Sendable (Bool) -> Void) {
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
            let isSettled: Bool
            do {
                try PartFile.settle(batch.map(\.name), in: directory, system: system)
                isSettled = true
            } catch {
                isSettled = false
            }
            for one in batch { one.report(isSettled) }
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

    /// Does what is in the queue until it is empty.
    ///
    /// The footers of the files that were written to are brought up to date after each batch, so a
    /// killed process loses what had not been handed over yet, and no more.
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
        var touched: [PartSlot] = []
        var written: [Block] = []
        for order in batch {
            began.store(Self.nanoseconds, ordering: .relaxed)
            switch order {
            case .write(let slot, let block, let offset):
                slot.write(block.filled, at: offset)
                written.append(block)
                if touched.last !== slot, !touched.contains(where: { $0 === slot }) {
                    touched.append(slot)
                }
                if written.count >= 8 { giveBack(&written) }
            case .run(let work):
                // What it does may take long; a process killed meanwhile is to lose nothing.
                checkpoint(&touched)
                giveBack(&written)
                work()
            }
        }
        checkpoint(&touched)
        giveBack(&written)
    }

    private func checkpoint(_ slots: inout [PartSlot]) {
        for slot in slots {
            slot.checkpoint()
            if slot.isSyncDue { SyncJob(slot: slot, disk: self).begin() }
        }
        slots.removeAll(keepingCapacity: true)
    }

    /// Gives a block back to the pool that was not to be written as it is.
    func release(_ block: Block) {
        if pool.giveBack(CollectionOfOne(block), of: share) { onBlocksFree() }
    }

    private func giveBack(_ blocks: inout [Block]) {
        guard !blocks.isEmpty else { return }
        if pool.giveBack(blocks, of: share) { onBlocksFree() }
        blocks.removeAll(keepingCapacity: true)
    }
}
