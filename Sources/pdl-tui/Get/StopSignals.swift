import Dispatch
import Glibc
import Synchronization

/// The signals that ask the process to stop: Ctrl-C, the end of the session, and `kill`.
///
/// The first one is delivered; the next one ends the process at once. A signal that was ignored
/// when the process began (`nohup`) stays ignored.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]
    private let stopping = Stopping()

    /// - Parameters:
    ///   - lastWords: Called before the process is ended at once, on some thread.
    ///   - stop: Called for the first signal, on some thread.
    init(
        lastWords: @escaping @Sendable () -> Void = {}, _ stop: @escaping @Sendable () -> Void
    ) {
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM, SIGHUP] where !Self.isIgnored(number) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler { [stopping] in
                if stopping.begin() { return stop() }
                lastWords()
                _exit(ExitStatus.interrupted.rawValue)
            }
            source.activate()
            sources.append(source)
        }
        self.sources = sources
    }

    /// Has the next signal end the process at once: it is stopping already.
    func endAtOnce() { _ = stopping.begin() }

    /// Stops listening.
    func cancel() {
        for source in sources { source.cancel() }
    }

    /// Whether the process is stopping.
    private final class Stopping: Sendable {
        private let hasBegun = Mutex(false)

        /// Notes that it is; false when it was already.
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
