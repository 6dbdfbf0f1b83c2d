import Synchronization

/// A fixed number of blocks for an engine, so that a slow disk holds back the network instead of
/// filling the memory.
///
/// A disk may hold up to twice as many blocks as are free. So hanging disks stall themselves and
/// leave blocks for the others.
final class BlockPool: Sendable {
    /// A disk's share of the blocks.
    struct Share: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct State {
        var free: [Block] = []
        var made = 0
        var held: [Int] = []
        var isWanted = false

        /// Returns whether the share may have one more block; if not, `recycle` reports when one
        /// is free.
        mutating func hasRoom(for share: Share, most: Int) -> Bool {
            let available = free.count + most - made
            let hasRoom = available > 0 && held[share.number] < 2 * available
            if !hasRoom { isWanted = true }
            return hasRoom
        }
    }

    private let state = Mutex(State())
    private let most: Int

    /// Creates a pool of at most `most` blocks.
    init(most: Int) {
        self.most = most
    }

    /// Returns a share for one more disk.
    func makeShare() -> Share {
        state.withLock { state in
            state.held.append(0)
            return Share(number: state.held.count - 1)
        }
    }

    /// Returns an empty block, or `nil` when the share has enough or all are in use; `recycle`
    /// then reports when one is free.
    func take(for share: Share) -> Block? {
        state.withLock { state in
            guard state.hasRoom(for: share, most: most) else { return nil }
            state.held[share.number] += 1
            if let block = state.free.popLast() { return block }
            state.made += 1
            return Block()
        }
    }

    /// Returns whether the share can have a block; if not, `recycle` reports when one is free.
    func hasRoom(for share: Share) -> Bool {
        state.withLock { $0.hasRoom(for: share, most: most) }
    }

    /// Returns blocks of a share to the pool.
    ///
    /// - Returns: Whether a request for one was refused since.
    func recycle(_ blocks: some Collection<Block>, of share: Share) -> Bool {
        state.withLock { state in
            state.held[share.number] -= blocks.count
            for block in blocks {
                block.count = 0
                state.free.append(block)
            }
            defer { state.isWanted = false }
            return state.isWanted
        }
    }
}
