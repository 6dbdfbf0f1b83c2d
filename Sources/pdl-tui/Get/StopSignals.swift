import Dispatch
import DownloadCore
import Glibc
import Synchronization

/// Handles the signals that ask the process to stop: `SIGINT`, `SIGTERM` and `SIGHUP`.
///
/// The first is delivered; the second kills the process at once, except for `SIGHUP`: a terminal that
/// closes often sends several, from its program, the shell and the kernel. A signal ignored at startup
/// (`nohup`) stays ignored. The others are handled until `cancel`, else to the end of the process.
struct StopSignals {
    private let sources: [SignalSource]
    private let stopping: Stopping

    /// - Parameters:
    ///   - numbers: The signals.
    ///   - lastWords: Called on some thread before the process exits at once.
    ///   - stop: Called on some thread with the number of the first signal.
    /// - Throws: `DownloadError` when no descriptors are left.
    init(
        _ numbers: [Int32] = [SIGINT, SIGTERM, SIGHUP],
        lastWords: @escaping @Sendable () -> Void = {},
        _ stop: @escaping @Sendable (Int32) -> Void
    ) throws(DownloadError) {
        let stopping = Stopping()
        self.stopping = stopping
        sources = try numbers.filter { !Self.isIgnored($0) }.map { number throws(DownloadError) in
            let queue = DispatchQueue(label: "signal-\(number)", qos: .userInteractive)
            return try SignalSource(number, on: queue) {
                if stopping.begin() { return stop(number) }
                if number == SIGHUP { return }
                lastWords()
                _exit(ExitStatus.interrupted.rawValue)
            }
        }
    }

    /// Makes the next signal end the process at once, because it is already stopping.
    func endAtOnce() { _ = stopping.begin() }

    /// Stops listening.
    func cancel() {
        for source in sources { source.cancel() }
    }

    /// Whether the process is stopping.
    private final class Stopping: Sendable {
        private let hasBegun = Mutex(false)

        /// Marks the process as stopping; returns false if it already was.
        func begin() -> Bool {
            hasBegun.withLock { hasBegun in
                defer { hasBegun = true }
                return !hasBegun
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
