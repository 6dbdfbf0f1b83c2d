import Dispatch
import DownloadCore
import DownloadEngine
import Glibc
import Synchronization

/// Runs the interface's background services: hooks, notifications, log and limit schedule.
final class BackgroundServices: Sendable {
    /// What changed settings replace.
    private struct State {
        var notice: DesktopNotice
        var schedule: Task<Void, Never>

        init(_ settings: Settings, _ engine: Engine) {
            notice = DesktopNotice(isOn: settings.notify, variable: ProcessEnvironment.text)
            schedule = Task { await keepLimitSchedule(of: settings, in: engine) }
        }
    }

    private let engine: Engine
    private let hooks: Hooks
    private let problems = DeferredMessages()
    private let state: Mutex<State>
    private let watching = Mutex<Task<Void, Never>?>(nil)

    /// Starts the services; they see everything that happens to downloads added afterwards.
    static func begin(_ command: CommandSettings, engine: Engine) async -> BackgroundServices {
        let services = BackgroundServices(command, engine: engine)
        var completions = CompletionDetector(before: Snapshot(time: Instant(seconds: 0)))
        var log = command.paths.log.map(LogFile.init)
        for await snapshot in engine.snapshots() {
            completions = CompletionDetector(before: snapshot)
            log?.passOver(snapshot)
            break
        }
        services.watch(completions, log)
        return services
    }

    private init(_ command: CommandSettings, engine: Engine) {
        self.engine = engine
        hooks = Hooks(command.settings, home: command.paths.home, output: .nowhere) {
            [problems] in problems.add($0)
        }
        state = Mutex(State(command.settings, engine))
    }

    /// Uses changed settings from now on.
    func apply(_ command: CommandSettings) {
        hooks.apply(command.settings, home: command.paths.home)
        state.withLock { state in
            state.schedule.cancel()
            state = State(command.settings, engine)
        }
    }

    private func watch(_ completions: CompletionDetector, _ log: LogFile?) {
        let snapshots = engine.snapshots()
        let task = Task {
            var (completions, log) = (completions, log)
            for await snapshot in snapshots {
                log?.note(snapshot, time: wallClock())
                let news = completions.news(in: snapshot)
                for event in news { hooks.run(for: event) }
                let notice = state.withLock { $0.notice }
                if let command = notice.command(for: snapshot, hasEnded: !news.isEmpty) {
                    notify(command)
                }
            }
        }
        watching.withLock { $0 = task }
    }

    /// Waits for running hooks and reports their failures, after the screen has been closed.
    func end() async {
        state.withLock { $0.schedule.cancel() }
        // The engine has shut down, so the stream ends after its last snapshot.
        await watching.withLock { $0 }?.value
        if hooks.isBusy {
            Output.standardError.write(
                "pdl-tui: waiting for hooks to finish; press Ctrl-C to quit without waiting\n")
        }
        await hooks.finish()
        for problem in problems.take() { Output.standardError.write("pdl-tui: \(problem)\n") }
    }
}

/// Runs a notifier in the background; does nothing if it is not installed.
private func notify(_ command: [String]) {
    DispatchQueue(label: "notifier").async {
        _ = try? ChildProcess.run(command, variables: [:], to: .nowhere)
    }
}
