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
    }

    /// The folder: an absolute path.
    let directory: String
    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let pool: BlockPool
    private let onBlocksFree: @Sendable () -> Void

    /// Creates the thread of a folder.
    ///
    /// - Parameters:
    ///   - directory: The folder, as an absolute path.
    ///   - pool: Where written blocks go back to.
    ///   - onBlocksFree: Called when somebody who asked the pool in vain may ask again.
    init(directory: String, pool: BlockPool, onBlocksFree: @escaping @Sendable () -> Void) {
        self.directory = directory
        self.pool = pool
        self.onBlocksFree = onBlocksFree
        queue = DispatchQueue(label: "pdl-tui.disk")
    }

    /// Writes a block at `offset` of a part file, then gives it back to the pool.
    func write(_ block: Block, at offset: Int64, of slot: PartSlot) {
        submit(.write(slot, block, at: offset))
    }

    /// Does `work` after everything that was asked for before.
    func run(_ work: @escaping @Sendable () -> Void) {
        submit(.run(work))
    }

    /// Does `work` after everything that was asked for before, and waits for its result.
    func result<Value: Sendable>(of work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            run { continuation.resume(returning: work()) }
        }
    }

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
                if batch.isEmpty { state.isRunning = false }
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
            switch order {
            case .write(let slot, let block, let offset):
                slot.write(block.filled, at: offset)
                written.append(block)
                if touched.last !== slot, !touched.contains(where: { $0 === slot }) {
                    touched.append(slot)
                }
                if written.count >= 8 { giveBack(&written) }
            case .run(let work):
                work()
            }
        }
        for slot in touched { slot.checkpoint() }
        giveBack(&written)
    }

    private func giveBack(_ blocks: inout [Block]) {
        guard !blocks.isEmpty else { return }
        if pool.giveBack(blocks) { onBlocksFree() }
        blocks.removeAll(keepingCapacity: true)
    }
}
