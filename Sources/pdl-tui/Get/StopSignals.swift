import Dispatch
import Glibc
import Synchronization

/// Handles the signals that ask the process to stop: `SIGINT`, `SIGTERM` and `SIGHUP`.
///
/// The first is delivered; the second kills the process at once, except for `SIGHUP`: a terminal that
/// closes often sends several, from its program, the shell and the kernel. A signal ignored at startup
/// (`nohup`) stays ignored.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]
    private let stopping = Stopping()

    /// - Parameters:
    ///   - numbers: The signals.
    ///   - lastWords: Called on some thread before the process exits at once.
    ///   - stop: Called on some thread with the number of the first signal.
    init(
        _ numbers: [Int32] = [SIGINT, SIGTERM, SIGHUP],
        lastWords: @escaping @Sendable () -> Void = {},
        _ stop: @escaping @Sendable (Int32) -> Void
    ) {
        var sources: [any DispatchSourceSignal] = []
        for number in numbers where !Self.isIgnored(number) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number,
                queue: DispatchQueue(label: "signal-\(number)", qos: .userInteractive))
            source.setEventHandler { [stopping] in
                if stopping.begin() { return stop(number) }
                if number == SIGHUP { return }
                lastWords()
                _exit(ExitStatus.interrupted.rawValue)
            }
            source.activate()
            sources.append(source)
        }
        self.sources = sources
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

extension StopSignals {
    /// Listens to one signal for as long as the result lives.
    ///
    /// - Parameters:
    ///   - number: The signal.
    ///   - act: Called each time, on some thread.
    /// - Returns: The source of its events; cancel it to stop listening.
    static func each(
        _ number: Int32, _ act: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: number, queue: DispatchQueue(label: "signal-\(number)"))
        source.setEventHandler { act() }
        source.activate()
        return source
    }
}
