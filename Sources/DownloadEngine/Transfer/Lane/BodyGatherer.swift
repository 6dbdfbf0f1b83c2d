import DownloadCore

/// The received bytes that a lane keeps in memory, and what for.
struct BodyGatherer {
    /// What is done with the bytes that arrive.
    enum Use: Equatable {
        /// libcurl keeps them.
        case held
        /// They are gathered before the body is accepted: this number of first bytes, or all of a
        /// short body for 0.
        case early(wanted: Int)
        /// They fill blocks for the disk.
        case writing
        /// They are a small file, which is handed over only as a whole.
        case whole
    }

    /// What is done with the bytes that arrive.
    private(set) var use = Use.held
    /// The bytes that arrived before the body was accepted.
    private(set) var early: Block?
    /// The accepted bytes that the disk does not have yet.
    private(set) var block: Block?
    /// The position in the file of the first of those.
    private(set) var start: Int64 = 0

    /// The number of bytes gathered early.
    var earlyCount: Int { early?.count ?? 0 }

    /// Whether all first bytes that are needed have been gathered.
    var hasBeginning: Bool {
        if case .early(let wanted) = use { earlyCount >= wanted } else { false }
    }

    /// Whether there are accepted bytes.
    var hasBytes: Bool { (block?.count ?? 0) > 0 }

    /// Whether nothing more can be gathered before a flush.
    var isFull: Bool { block?.count == Block.capacity }

    // MARK: Before the body is accepted

    /// Gathers a short body, or its first `wanted` bytes, from now on.
    mutating func gatherEarly(_ wanted: Int = 0) { use = .early(wanted: wanted) }

    /// Makes do with the first bytes that have been gathered.
    mutating func endBeginning() {
        if case .early(let wanted) = use { use = .early(wanted: min(wanted, earlyCount)) }
    }

    /// Adds bytes that are not accepted yet.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - newBlock: Returns an empty block; `nil` when none is free.
    /// - Returns: Whether there was room for them.
    mutating func addEarly(_ bytes: UnsafeRawBufferPointer, newBlock: () -> Block?) -> Bool {
        guard case .early = use, let block = early ?? newBlock() else { return false }
        early = block
        return block.append(bytes)
    }

    /// Takes out the bytes that arrived early.
    mutating func takeEarly() -> Block? {
        defer { early = nil }
        return early
    }

    // MARK: After it

    /// Begins to fill blocks.
    mutating func accept() { use = .writing }

    /// Fills the block that arrived early, whose first byte belongs at this position, from now on.
    mutating func acceptEarly(at position: Int64) {
        block = takeEarly()
        start = position
    }

    /// Sets whether the bytes are handed over only as a whole.
    mutating func gatherWhole(_ isWhole: Bool) { use = isWhole ? .whole : .writing }

    /// Begins to fill a block, whose first byte belongs at this position.
    mutating func begin(_ new: Block, at position: Int64) {
        block = new
        start = position
    }

    /// Drops the last bytes.
    mutating func drop(last count: Int) {
        guard let block else { return }
        block.count -= min(count, block.count)
    }

    /// Takes out the bytes for the disk; `nil` when there are none.
    mutating func take() -> Block? {
        guard hasBytes else { return nil }
        defer { block = nil }
        return block
    }

    /// Takes out a small file of this length; `nil` when it is not complete, or there is none.
    mutating func takeWhole(of length: Int64) -> Block? {
        guard use == .whole, start == 0, let block, block.count == length else { return nil }
        self.block = nil
        return block
    }
}
