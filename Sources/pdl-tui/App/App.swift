import Dispatch
import DownloadCore
import Foundation
import TerminalUI

/// The interface: it connects the terminal and the engine to one model.
@MainActor
final class App {
    let terminal: Terminal
    let engine: EngineUse
    private let files: InterfaceFiles
    private var model: Model
    /// Draws the screens.
    var painter: Painter
    /// Schedules the frames.
    private(set) lazy var frames = FramePacer { [weak self] in self?.draw() }
    var messages: TerminalMessages
    /// The source of input.
    var input: (any DispatchSourceRead)?
    /// The sources of signals.
    var signals: [SignalSource] = []
    /// Whether the terminal belongs to the shell at the moment.
    var isAway = false
    /// When the terminal was last returned by the shell.
    var lastReturn = Instant(seconds: 0)
    private var ending: CheckedContinuation<Int32, Never>?
    /// The line to leave on the terminal at the end.
    private var lastLine: String?
    private var exitCode: Int32?

    /// The exit code when a signal ends the interface.
    static let interrupted: Int32 = 75
    /// The seconds that a pending start of the engine may take after the end of the interface.
    private static let startGrace = 1.0

    /// Shows the interface until the user quits or the terminal is closed.
    ///
    /// The screen and the signals come first, since starting the engine may wait for a disk.
    ///
    /// - Parameters:
    ///   - options: How the interface looks and behaves.
    ///   - files: The files that the interface reads and writes itself.
    ///   - hangUp: What happens to the engine when the terminal is closed.
    ///   - start: Starts the engine.
    /// - Returns: The exit code: 0, or 75 when a signal ended it (all downloads can be resumed);
    ///   whether the engine had started by then; and whether it was asked to do anything.
    /// - Throws: `TerminalError` without a usable terminal; the errors of `start`; `DownloadError` when
    ///   the process can handle no signals.
    static func run(
        options: InterfaceOptions, files: InterfaceFiles, hangUp: ServiceEnding = .leave,
        start: @escaping @Sendable () async throws -> any DownloadService
    ) async throws -> (exitCode: Int32, hasStarted: Bool, hasAsked: Bool) {
        let (stream, intents) = AsyncStream.makeStream(of: Intent.self, bufferingPolicy: .unbounded)
        let (details, looks) = AsyncStream.makeStream(
            of: SnapshotDetail.self, bufferingPolicy: .bufferingNewest(1))
        let engine = EngineUse(intents: intents, looks: looks, hangUp: hangUp)
        let app = try App(options: options, engine: engine, files: files)
        let signals: StopSignals
        do throws(DownloadError) {
            signals = try StopSignals(lastWords: Terminal.rescue) { number in
                let ending = number == SIGHUP ? hangUp : .leave
                DispatchQueue.main.async {
                    MainActor.assumeIsolated { app.end(App.interrupted, ending) }
                }
            }
            try app.listen()
        } catch {
            app.stop()
            throw error
        }
        app.draw()
        if options.theme == nil { app.terminal.askForBackground(at: App.now.seconds) }
        let starting = Task { try await start() }
        let asking = Task {
            guard let service = try? await starting.value else { return }
            for await intent in stream { await service.perform(intent) }
        }
        let watching = Task {
            do {
                let service = try await starting.value
                engine.service = service
                app.model.isEngineShared = service.isShared
                // The first snapshot ends the wait for the queue.
                app.frames.hurry()
                for await snapshot in service.snapshots() { app.handle(.snapshot(snapshot)) }
                guard !engine.isLeft else { return }
                // The engine was stopped from elsewhere, or is lost.
                engine.failure = service.failure.map { DownloadError(.unreachable, $0) }
                app.end(0)
            } catch {
                engine.failure = error
                app.end(App.interrupted)
            }
        }
        let looking = Task {
            guard let service = try? await starting.value else { return }
            for await detail in details { await service.look(at: detail) }
        }
        let warning = Task {
            guard let service = try? await starting.value else { return }
            for await trouble in service.troubles() { app.handle(.trouble(trouble)) }
        }
        let code = await withCheckedContinuation { app.wait($0) }
        watching.cancel()
        looking.cancel()
        warning.cancel()
        engine.finish()
        app.stop()
        signals.endAtOnce()
        if let failure = engine.failure { throw failure }
        guard await hasEnded(starting, within: startGrace) else {
            return (code, false, engine.hasAsked)
        }
        let service = try await starting.value
        service.limitWaits()
        await asking.value
        try await engine.leave(service)
        return (code, true, engine.hasAsked)
    }

    /// Returns whether a task ends within this number of seconds.
    private static func hasEnded<Value: Sendable>(
        _ task: Task<Value, any Error>, within seconds: Double
    ) async -> Bool {
        let (answers, answer) = AsyncStream.makeStream(of: Bool.self)
        let waiting = Task {
            _ = await task.result
            answer.yield(true)
        }
        let deadline = Task {
            try? await Task.sleep(for: .seconds(seconds))
            answer.yield(false)
        }
        defer {
            waiting.cancel()
            deadline.cancel()
        }
        for await hasEnded in answers { return hasEnded }
        return false
    }

    private init(
        options: InterfaceOptions, engine: EngineUse, files: InterfaceFiles
    ) throws(TerminalError) {
        self.files = files
        self.engine = engine
        let environment = ProcessInfo.processInfo.environment
        terminal = try Terminal(
            environment: environment, color: options.color, mouse: options.mouse)
        var options = options
        options.ascii = options.ascii || !terminal.isUnicode
        let size = terminal.size
        model = Model(options: options, columns: size.columns, rows: size.rows, at: App.now)
        painter = Painter(options.theme, terminal)
        messages = TerminalMessages(
            options: options, environment: environment, isUnderstood: terminal.understandsCommands)
        terminal.whenIdle = { [weak self] in self?.terminalIsIdle() }
    }

    /// The time on the monotonic clock.
    static var now: Instant {
        Instant(seconds: Double(DispatchTime.now().uptimeNanoseconds) / 1e9)
    }

    /// Updates the model with an event, performs its effects and schedules a frame.
    func handle(_ event: InputEvent) {
        guard exitCode == nil else { return }
        for effect in model.update(event, at: App.now) { perform(effect) }
        engine.look(at: model.selected.map { .one($0.id) } ?? .none)
        if exitCode == nil { frames.schedule(isUrgent: event.isFromUser) }
    }

    /// Performs an effect of the model; the only switch over them.
    private func perform(_ effect: Effect) {
        switch effect {
        case .perform(let intent): engine.perform(intent)
        case .quit: end(0)
        case .pauseAndQuit: end(0, .stop)
        case .detach: detach()
        case .suspend: suspend()
        case .redraw: painter.forget()
        case .copy(let text): terminal.write(messages.copying(text))
        case .openFolder(let path): open(path)
        case .openFile(let path): open(path)
        case .save(let setting):
            Task {
                do { try await files.save(setting) } catch {
                    handle(.failed("\(setting.key) was not saved: \(error)"))
                }
            }
        case .loadHistory(let text):
            Task {
                do {
                    handle(.history(of: text, try await files.history(matching: text)))
                } catch {
                    handle(.failed("the history cannot be read: \(error)"))
                    handle(.history(of: text, []))
                }
            }
        case .announce(let text): terminal.write(messages.announcing(text))
        case .complete(let prefix):
            Task {
                let folders = await Folders.beginning(with: prefix)
                handle(.completions(of: prefix, folders))
            }
        }
    }

    private func open(_ path: String) {
        Task {
            guard let problem = await Folders.open(path) else { return }
            handle(.failed(problem))
        }
    }

    // MARK: Drawing

    private func draw() {
        // While the interface is suspended, the screen belongs to the shell.
        guard exitCode == nil, !isAway, frames.begin(isBusy: terminal.isBusy) else { return }
        painter.use(model.options.theme)
        let bytes = painter.paint(View.screen(model))
        if !bytes.isEmpty {
            terminal.write(bytes)
            frames.noteFrame()
        }
        let told = messages.telling(
            title: View.title(model), progress: View.progress(model))
        if !told.isEmpty { terminal.write(told) }
        frames.schedule(change: model.nextChange) { [weak self] in self?.handle(.tick) }
    }

    /// Handles an idle terminal: it has taken the last frame, or is lost.
    private func terminalIsIdle() {
        if terminal.isLost { return end(App.interrupted, engine.hangUp) }
        frames.terminalIsIdle()
    }

    // MARK: The end

    private func wait(_ continuation: CheckedContinuation<Int32, Never>) {
        if let exitCode {
            continuation.resume(returning: exitCode)
        } else {
            ending = continuation
        }
    }

    /// Ends the interface.
    func end(_ code: Int32, _ leaving: ServiceEnding = .leave) {
        guard exitCode == nil else { return }
        exitCode = code
        engine.ending = leaving
        ending?.resume(returning: code)
        ending = nil
    }

    /// Leaves the engine running in the background and ends; on failure shows why.
    private func detach() {
        if model.isEngineShared {
            // It runs in the background already; what it was asked before is awaited.
            lastLine = model.detachedLine
            return end(0)
        }
        Task {
            do {
                guard try await engine.detach() else { return }
                lastLine = model.detachedLine
                end(0)
            } catch {
                if engine.noteLoss() { return end(1) }
                handle(.failed("Cannot detach: \(error)"))
            }
        }
    }

    private func stop() {
        frames.stop()
        input?.cancel()
        for source in signals { source.cancel() }
        terminal.write(messages.farewell())
        terminal.restore()
        if let lastLine { print(lastLine) }
    }
}
