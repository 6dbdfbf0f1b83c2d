import Dispatch
import DownloadEngine
import Glibc
import Synchronization

/// Writes to a descriptor from its own thread, so that callers never block on the reader.
///
/// A stopped terminal (Ctrl-S), a stalled connection and an unread pipe block `write` indefinitely.
/// Code that must stay responsive may not call it.
final class DescriptorWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Bytes taken by the thread but not yet written.
        var underWay = 0
        var isBusy = false
        var isCancelled = false
        var isClosed: Bool { end != nil }
        /// The error after which nothing more is written.
        var end: SystemError?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Bytes per `write`: a pipe reported writable takes this many without blocking (`PIPE_BUF`).
    private static let chunk = 4096
    /// Milliseconds between checks for cancellation.
    private static let patience: Int32 = 50

    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let whenIdle: @Sendable () -> Void

    /// Creates a writer for an open file.
    ///
    /// - Parameters:
    ///   - descriptor: The descriptor to write to.
    ///   - ownsDescriptor: Whether to close it on deinitialization.
    ///   - whenIdle: Called on the writer's thread whenever everything has been written, or no more
    ///     can be written.
    init(
        _ descriptor: Int32, ownsDescriptor: Bool = false,
        whenIdle: @escaping @Sendable () -> Void = {}
    ) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        self.whenIdle = whenIdle
        queue = DispatchQueue(label: "writer \(descriptor)", qos: .userInteractive)
    }

    /// Creates a writer for the terminal on standard output.
    ///
    /// It reopens the terminal if possible. `O_NONBLOCK` belongs to the open file description,
    /// which is shared with the shell, so it must not be set on standard output itself.
    static func terminal(whenIdle: @escaping @Sendable () -> Void) -> DescriptorWriter {
        let own = open(
            "/proc/self/fd/\(STDOUT_FILENO)", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var (shared, opened) = (stat(), stat())
        let isSame =
            own >= 0 && fstat(own, &opened) == 0 && fstat(STDOUT_FILENO, &shared) == 0
            && opened.st_rdev == shared.st_rdev
        if isSame { return DescriptorWriter(own, ownsDescriptor: true, whenIdle: whenIdle) }
        if own >= 0 { close(own) }
        return DescriptorWriter(STDOUT_FILENO, whenIdle: whenIdle)
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    /// Whether output is pending.
    var isBusy: Bool { state.withLock(\.isBusy) }

    /// Whether the other end is closed, so that no more can be written.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// The error after which nothing more was written; `nil` if there is none, or a reader that has
    /// closed its end.
    var failure: SystemError? {
        state.withLock(\.end).flatMap { $0.code == EPIPE ? nil : $0 }
    }

    /// The number of bytes not yet written.
    var backlog: Int { state.withLock { $0.pending.count + $0.underWay } }

    /// Queues bytes for writing and returns at once.
    func write(_ bytes: some Sequence<UInt8>) {
        let mustStart = state.withLock { state in
            guard !state.isClosed, !state.isCancelled else { return false }
            state.pending.append(contentsOf: bytes)
            guard !state.isBusy, !state.pending.isEmpty else { return false }
            state.isBusy = true
            return true
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// Waits until everything has been written, or no more can be.
    func flush() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                guard state.isBusy else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Blocks the thread until everything has been written, for at most `seconds`.
    ///
    /// - Returns: Whether everything was written in time.
    func flush(within seconds: Double) -> Bool {
        guard isBusy else { return true }
        let end = DispatchSemaphore(value: 0)
        queue.async { end.signal() }
        return end.wait(timeout: .now() + seconds) == .success
    }

    /// Discards pending output, and all further output until `reopen`.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.pending = []
        }
    }

    /// Accepts output again.
    func reopen() {
        // The cancelled write must end first, or it would resume halfway.
        _ = flush(within: 1)
        state.withLock { $0.isCancelled = false }
    }

    // MARK: The thread

    private func drain() {
        while let bytes = next() {
            guard write(bytes) else {
                state.withLock { state in
                    state.pending = []
                    state.underWay = 0
                    state.isBusy = false
                }
                break
            }
        }
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
        whenIdle()
    }

    /// Returns the next bytes to write; `nil` if there are none, which ends the thread's work.
    private func next() -> [UInt8]? {
        state.withLock { state in
            guard !state.pending.isEmpty else {
                state.isBusy = false
                state.underWay = 0
                return nil
            }
            defer { state.pending = [] }
            state.underWay = state.pending.count
            return state.pending
        }
    }

    /// Writes all of `bytes`; returns false if cancelled or no longer possible.
    private func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                guard !state.withLock(\.isCancelled) else { return false }
                var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&wish, 1, Self.patience) != 0 else { continue }
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.chunk))
                let count = Glibc.write(descriptor, part.baseAddress, part.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                    let left = rest.count
                    state.withLock { $0.underWay = left }
                } else if count < 0, errno == EAGAIN {
                    // A terminal may report itself writable and still accept nothing.
                    usleep(5000)
                } else if count < 0, errno != EINTR {
                    let error = SystemError(errno)
                    state.withLock { state in
                        state.end = error
                        state.pending = []
                    }
                    return false
                }
            }
            return true
        }
    }
}
