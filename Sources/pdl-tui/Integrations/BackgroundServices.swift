import Dispatch
import DownloadCore
import DownloadEngine
import Glibc
import Synchronization

/// Runs the interface's background services: hooks, notifications, log and limit schedule.
final class BackgroundServices: Sendable {
    private let hooks: Hooks
    private let problems: DeferredMessages
    private let tasks: [Task<Void, Never>]

    /// Starts the services; they see everything that happens to downloads added afterwards.
    static func begin(_ command: CommandSettings, engine: Engine) async -> BackgroundServices {
        let problems = DeferredMessages()
        let hooks = Hooks(command.settings, home: command.paths.home, output: .nowhere) {
            problems.add($0)
        }
        var completions = CompletionDetector(before: Snapshot(time: Instant(seconds: 0)))
        var log = command.paths.log.map(LogFile.init)
        for await snapshot in engine.snapshots() {
            completions = CompletionDetector(before: snapshot)
            log?.passOver(snapshot)
            break
        }
        let notice = DesktopNotice(isOn: command.settings.notify, variable: environmentVariable)
        let snapshots = engine.snapshots()
        let watching = Task { [completions, log] in
            var (completions, log) = (completions, log)
            for await snapshot in snapshots {
                log?.note(snapshot, time: wallClock())
                let news = completions.news(in: snapshot)
                for event in news { hooks.run(for: event) }
                if let command = notice.command(for: snapshot, hasEnded: !news.isEmpty) {
                    notify(command)
                }
            }
        }
        let schedule = Task { await keepLimitSchedule(of: command.settings, in: engine) }
        return BackgroundServices(hooks: hooks, problems: problems, tasks: [watching, schedule])
    }

    private init(hooks: Hooks, problems: DeferredMessages, tasks: [Task<Void, Never>]) {
        self.hooks = hooks
        self.problems = problems
        self.tasks = tasks
    }

    /// Waits for running hooks and reports their failures, after the screen has been closed.
    func end() async {
        tasks[1].cancel()
        // The engine has shut down, so the stream ends after its last snapshot.
        await tasks[0].value
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
    DispatchQueue.global().async {
        _ = try? ChildProcess.run(command, variables: [:], to: .nowhere)
    }
}
