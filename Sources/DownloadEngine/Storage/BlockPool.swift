import Synchronization

/// The blocks of an engine: so many and no more, so that a slow disk holds back the network
/// instead of filling the memory.
///
/// A disk may have twice as many as are free. So a disk that hangs, or several of them, hold up
/// themselves and leave blocks for the others.
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

        /// Whether the share may have one more; if not, `giveBack` says so when a block is free.
        mutating func hasRoom(for share: Share, most: Int) -> Bool {
            let available = free.count + most - made
            let hasRoom = available > 0 && held[share.number] < 2 * available
            if !hasRoom { isWanted = true }
            return hasRoom
        }
    }

    private let state = Mutex(State())
    private let most: Int

    /// Creates a pool of at most so many blocks.
    init(most: Int) {
        self.most = most
    }

    /// A share for one more disk.
    func makeShare() -> Share {
        state.withLock { state in
            state.held.append(0)
            return Share(number: state.held.count - 1)
        }
    }

    /// An empty block, or `nil` when the share has enough or all are in use; `giveBack` then says
    /// so when one is free.
    func take(for share: Share) -> Block? {
        state.withLock { state in
            guard state.hasRoom(for: share, most: most) else { return nil }
            state.held[share.number] += 1
            if let block = state.free.popLast() { return block }
            state.made += 1
            return Block()
        }
    }

    /// Whether the share can have a block; if not, `giveBack` says so when one is free.
    func hasRoom(for share: Share) -> Bool {
        state.withLock { $0.hasRoom(for: share, most: most) }
    }

    /// Puts blocks of a share back.
    ///
    /// - Returns: Whether somebody has asked for one in vain since.
    func giveBack(_ blocks: some Collection<Block>, of share: Share) -> Bool {
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
