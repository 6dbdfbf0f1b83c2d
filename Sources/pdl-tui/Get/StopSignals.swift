import Dispatch
import Glibc

/// The signals that ask the process to stop: Ctrl-C, the end of the session, and `kill`.
///
/// The first one is delivered; the next one ends the process at once. A signal that was ignored
/// when the process began (`nohup`) stays ignored.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// Calls `stop` for the first signal, on some thread.
    init(_ stop: @escaping @Sendable () -> Void) {
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM, SIGHUP] where !Self.isIgnored(number) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler {
                source.setEventHandler { _exit(ExitStatus.interrupted.rawValue) }
                stop()
            }
            source.activate()
            sources.append(source)
        }
        self.sources = sources
    }

    /// Stops listening.
    func cancel() {
        for source in sources { source.cancel() }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
