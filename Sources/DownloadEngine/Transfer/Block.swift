import Synchronization

/// A piece of memory in which a lane gathers bytes until they are written.
///
/// - Important: A block has one holder at a time: the lane that fills it, then the disk that writes
///   it, then the pool. It is handed on through a lock, so it is safe to send.
final class Block: @unchecked Sendable {
    /// The bytes that fit.
    static let capacity = 256 << 10

    /// The memory.
    let bytes: UnsafeMutableRawPointer
    /// How much of it is filled.
    var count = 0

    init() {
        bytes = .allocate(byteCount: Block.capacity, alignment: 4_096)
    }

    deinit {
        bytes.deallocate()
    }

    /// The filled part.
    var filled: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: count) }
}

/// The blocks of an engine: so many and no more, so that a slow disk holds back the network
/// instead of filling the memory.
final class BlockPool: Sendable {
    private struct State {
        var free: [Block] = []
        var made = 0
        var isWanted = false
    }

    private let state = Mutex(State())
    private let most: Int

    /// Creates a pool of at most so many blocks.
    init(most: Int) {
        self.most = most
    }

    /// An empty block, or `nil` when all are in use; `giveBack` then says so when one is free.
    func take() -> Block? {
        state.withLock { state in
            if let block = state.free.popLast() { return block }
            if state.made < most {
                state.made += 1
                return Block()
            }
            state.isWanted = true
            return nil
        }
    }

    /// Whether a block can be taken; if not, `giveBack` says so when one is free.
    var hasRoom: Bool {
        state.withLock { state in
            let hasRoom = !state.free.isEmpty || state.made < most
            if !hasRoom { state.isWanted = true }
            return hasRoom
        }
    }

    /// Puts blocks back.
    ///
    /// - Returns: Whether somebody has asked for one in vain since.
    func giveBack(_ blocks: some Sequence<Block>) -> Bool {
        state.withLock { state in
            for block in blocks {
                block.count = 0
                state.free.append(block)
            }
            defer { state.isWanted = false }
            return state.isWanted
        }
    }
}
