import Synchronization

/// A memory buffer in which a lane gathers bytes until they are written.
///
/// - Important: A block has one holder at a time: the lane that fills it, then the disk that writes
///   it, then the pool. It is handed on through a lock, so it is safe to send.
final class Block: @unchecked Sendable {
    /// The size of a block in bytes.
    static let capacity = 256 << 10

    /// The memory.
    let bytes: UnsafeMutableRawPointer
    /// The number of filled bytes.
    var count = 0

    init() {
        bytes = .allocate(byteCount: Block.capacity, alignment: 4_096)
    }

    deinit {
        bytes.deallocate()
    }

    /// Appends bytes.
    ///
    /// - Returns: Whether there was room for them; if not, it stays as it was.
    @discardableResult
    func append(_ more: UnsafeRawBufferPointer) -> Bool {
        guard count + more.count <= Block.capacity, let source = more.baseAddress else {
            return false
        }
        (bytes + count).copyMemory(from: source, byteCount: more.count)
        count += more.count
        return true
    }

    /// The filled part.
    var filled: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: count) }
}
