import Glibc
import Synchronization

@testable import DownloadEngine

/// A disk that accepts a limited number of bytes, or that cannot sync.
final class TroubledDisk: FileSystemWrapper {
    private struct State {
        var room: Int?
        var writeError: Int32 = 0
        var syncError: Int32?
    }

    let wrapped: any FileSystem
    private let state = Mutex(State())

    init(_ wrapped: any FileSystem = LinuxFileSystem()) {
        self.wrapped = wrapped
    }

    /// Accepts `bytes`, then fails with `code`; the last write is short.
    func refuseWrites(after bytes: Int, with code: Int32) {
        state.withLock { state in
            state.room = bytes
            state.writeError = code
        }
    }

    func allowWrites() {
        state.withLock { $0.room = nil }
    }

    func failSyncs(with code: Int32?) {
        state.withLock { $0.syncError = code }
    }

    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        let (room, code) = state.withLock { ($0.room, $0.writeError) }
        guard let room else { return try wrapped.write(bytes, to: file, at: offset) }
        guard room > 0 else { throw SystemError(code) }
        let some = bytes.extracting(first: min(room, bytes.byteCount))
        let count = try wrapped.write(some, to: file, at: offset)
        state.withLock { $0.room = room - count }
        return count
    }

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool { false }

    func syncData(_ file: borrowing Descriptor) throws(SystemError) {
        if let code = state.withLock({ $0.syncError }) { throw SystemError(code) }
        try wrapped.syncData(file)
    }
}

/// A disk that reports free space but cannot reserve any.
struct UnreservableDisk: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool {
        throw SystemError(ENOSPC)
    }
}
