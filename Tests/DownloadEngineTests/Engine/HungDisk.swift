import Glibc
import Synchronization

@testable import DownloadEngine

/// A disk on which files whose names begin with `hung` are never written until it is let go.
final class HungDisk: FileSystemWrapper {
    private struct State {
        var hung: Set<Int32> = []
        var isHanging = true
        var waiting = 0
    }

    let wrapped: any FileSystem = LinuxFileSystem()
    private let state = Mutex(State())

    /// Whether a call waits for it.
    var holdsSomebodyUp: Bool { state.withLock { $0.waiting > 0 } }

    func hangs(_ isHanging: Bool) { state.withLock { $0.isHanging = isHanging } }

    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let file = try wrapped.create(name, in: folder)
        if name.hasPrefix("hung") { state.withLock { _ = $0.hung.insert(file.number) } }
        return file
    }

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool {
        // The number may have been another file's.
        try wrapped.allocate(file, length: length)
    }

    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        hang(file.number, isBody: bytes.byteCount > 20_000 && bytes.byteCount != Footer.size)
        return try wrapped.write(bytes, to: file, at: offset)
    }

    private func hang(_ number: Int32, isBody: Bool) {
        guard isBody, state.withLock({ $0.hung.contains(number) }) else { return }
        state.withLock { $0.waiting += 1 }
        while state.withLock({ $0.isHanging }) { usleep(1_000) }
        state.withLock { $0.waiting -= 1 }
    }
}
