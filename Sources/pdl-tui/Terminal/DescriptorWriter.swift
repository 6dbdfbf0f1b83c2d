import Dispatch
import Glibc
import Synchronization

/// Writes to a descriptor on a thread of its own: whoever writes never waits for whoever reads.
///
/// A terminal that is stopped (Ctrl-S), a stalled connection and a pipe that is not read block a
/// `write` for as long as they like. Nothing that must react meanwhile may call it.
final class DescriptorWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// The bytes that the thread has taken and has not written.
        var underWay = 0
        var isBusy = false
        var isCancelled = false
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// The bytes of one `write`: after a poll a pipe takes as many without blocking (`PIPE_BUF`).
    private static let chunk = 4096
    /// The milliseconds after which the thread looks whether it has been cancelled.
    private static let patience: Int32 = 50

    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let whenIdle: @Sendable () -> Void

    /// Creates a writer to an open file.
    ///
    /// - Parameters:
    ///   - descriptor: Where to write to.
    ///   - ownsDescriptor: Whether it is closed with the writer.
    ///   - whenIdle: Called on the writer's thread each time that everything has been written, or
    ///     that nothing can be written any more.
    init(
        _ descriptor: Int32, ownsDescriptor: Bool = false,
        whenIdle: @escaping @Sendable () -> Void = {}
    ) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        self.whenIdle = whenIdle
        queue = DispatchQueue(label: "writer \(descriptor)", qos: .userInteractive)
    }

    /// Creates a writer to the terminal on standard output.
    ///
    /// It opens the terminal once more where that is possible. `O_NONBLOCK` belongs to the open
    /// file, which the shell shares: it cannot be set on standard output itself.
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

    /// Whether something has not been written yet.
    var isBusy: Bool { state.withLock(\.isBusy) }

    /// Whether the other end is gone: nothing can be written any more.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// The bytes that have not been written yet.
    var backlog: Int { state.withLock { $0.pending.count + $0.underWay } }

    /// Writes bytes after those before; returns at once.
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

    /// Waits until everything has been written, or nothing can be.
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

    /// Holds up the thread until everything has been written, for so many seconds at most.
    ///
    /// - Returns: Whether it has been.
    func flush(within seconds: Double) -> Bool {
        guard isBusy else { return true }
        let end = DispatchSemaphore(value: 0)
        queue.async { end.signal() }
        return end.wait(timeout: .now() + seconds) == .success
    }

    /// Drops what has not been written, and everything that is written before `reopen`.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.pending = []
        }
    }

    /// Takes bytes again.
    func reopen() {
        // What is cancelled ends first, or it would be taken up in its middle.
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

    /// What is to be written next; `nil`, and the thread at rest, when there is nothing.
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

    /// Writes all of `bytes`; false when it was cancelled or cannot be done.
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
                    // A terminal may say that it takes bytes and take none.
                    usleep(5000)
                } else if count < 0, errno != EINTR {
                    state.withLock { state in
                        state.isClosed = true
                        state.pending = []
                    }
                    return false
                }
            }
            return true
        }
    }
}
