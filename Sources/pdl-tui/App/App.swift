import Dispatch
import DownloadCore
import Foundation
import TerminalUI

/// The interface: it connects the terminal and the engine to one model.
@MainActor
final class App {
    private let terminal: Terminal
    private let intents: AsyncStream<Intent>.Continuation
    private let files: InterfaceFiles
    /// The theme of the writer; `nil` is the one for the terminal's background.
    private var theme: Theme?
    private var model: Model
    private var hasLightBackground: Bool
    private var writer: FrameWriter
    private var messages: TerminalMessages
    private var sources: [any DispatchSourceProtocol] = []
    private var changeTimer: (any DispatchSourceTimer)?
    private var ending: CheckedContinuation<Int32, Never>?
    private var exitCode: Int32?
    /// Whether the engine was asked to do anything.
    private var hasAsked = false
    /// Why the engine could not be started or was lost.
    private var failure: (any Error)?
    /// The engine, once it has started.
    private var service: (any DownloadService)?
    /// What happens to the engine when the interface ends.
    private var serviceEnding = ServiceEnding.leave
    /// Whether the engine was left already, so that the end of its snapshots is expected.
    private var isLeaving = false
    private let looks: AsyncStream<SnapshotDetail>.Continuation
    private var lastLook = SnapshotDetail.none
    private var isFrameDue = false
    /// Whether a frame waits for the terminal to take the previous one; the newest is drawn then.
    private var isFrameHeld = false
    private var lastFrame = Instant(seconds: 0)
    /// Whether the terminal belongs to the shell at the moment.
    private var isAway = false
    private var lastReturn = Instant(seconds: 0)

    /// The minimum interval between frames in seconds.
    private static let frameInterval = 1.0 / 30
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
    /// - Throws: `TerminalError` without a usable terminal; the errors of `start`.
    static func run(
        options: InterfaceOptions, files: InterfaceFiles, hangUp: ServiceEnding = .leave,
        start: @escaping @Sendable () async throws -> any DownloadService
    ) async throws -> (exitCode: Int32, hasStarted: Bool, hasAsked: Bool) {
        let (stream, intents) = AsyncStream.makeStream(of: Intent.self, bufferingPolicy: .unbounded)
        let (details, looks) = AsyncStream.makeStream(
            of: SnapshotDetail.self, bufferingPolicy: .bufferingNewest(1))
        let app = try App(options: options, intents: intents, looks: looks, files: files)
        let signals = StopSignals(lastWords: Terminal.rescue) { number in
            let ending = number == SIGHUP ? hangUp : .leave
            DispatchQueue.main.async {
                MainActor.assumeIsolated { app.end(App.interrupted, ending) }
            }
        }
        app.listen()
        app.drawNow()
        if options.theme == nil { app.terminal.askForBackground(at: App.now.seconds) }
        let starting = Task { try await start() }
        let asking = Task {
            guard let engine = try? await starting.value else { return }
            for await intent in stream { await engine.perform(intent) }
        }
        let watching = Task {
            do {
                let service = try await starting.value
                app.service = service
                app.model.isEngineShared = service.isShared
                for await snapshot in service.snapshots() { app.handle(.snapshot(snapshot)) }
                guard !app.isLeaving else { return }
                // The engine was stopped from elsewhere, or is lost.
                app.failure = service.failure.map { DownloadError(.unreachable, $0) }
                app.end(0)
            } catch {
                app.failure = error
                app.end(App.interrupted)
            }
        }
        let looking = Task {
            guard let service = try? await starting.value else { return }
            for await detail in details { await service.look(at: detail) }
        }
        let code = await withCheckedContinuation { app.wait($0) }
        watching.cancel()
        looking.cancel()
        intents.finish()
        app.stop()
        signals.endAtOnce()
        if let failure = app.failure { throw failure }
        guard await hasEnded(starting, within: startGrace) else {
            return (code, false, app.hasAsked)
        }
        await asking.value
        if !app.isLeaving { try await app.leave(starting.value) }
        return (code, true, app.hasAsked)
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
        options: InterfaceOptions, intents: AsyncStream<Intent>.Continuation,
        looks: AsyncStream<SnapshotDetail>.Continuation, files: InterfaceFiles
    ) throws(TerminalError) {
        self.files = files
        theme = options.theme
        let environment = ProcessInfo.processInfo.environment
        terminal = try Terminal(
            environment: environment, color: options.color, mouse: options.mouse)
        var options = options
        options.ascii = options.ascii || !terminal.isUnicode
        self.intents = intents
        self.looks = looks
        let size = terminal.size
        model = Model(options: options, columns: size.columns, rows: size.rows, at: App.now)
        hasLightBackground = terminal.isLight
        writer = App.writer(options.theme, isLight: terminal.isLight, terminal)
        messages = TerminalMessages(
            options: options, environment: environment, isUnderstood: terminal.understandsCommands)
        terminal.whenIdle = { [weak self] in self?.terminalIsIdle() }
    }

    /// The time on the monotonic clock.
    private static var now: Instant {
        Instant(seconds: Double(DispatchTime.now().uptimeNanoseconds) / 1e9)
    }

    /// Updates the model with an event, performs its effects and schedules a frame.
    private func handle(_ event: InputEvent) {
        guard exitCode == nil else { return }
        for effect in model.update(event, at: App.now) { perform(effect) }
        let look = model.selected.map { SnapshotDetail.one($0.id) } ?? .none
        if look != lastLook {
            lastLook = look
            looks.yield(look)
        }
        if exitCode == nil { scheduleFrame() }
    }

    /// Performs an effect of the model; the only switch over them.
    private func perform(_ effect: Effect) {
        switch effect {
        case .perform(let intent):
            hasAsked = true
            intents.yield(intent)
        case .quit: end(0)
        case .pauseAndQuit: end(0, .stop)
        case .detach: detach()
        case .suspend: suspend()
        case .redraw: writer.forget()
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

    private static func writer(
        _ theme: Theme?, isLight: Bool, _ terminal: Terminal
    ) -> FrameWriter {
        FrameWriter(
            theme: theme ?? (isLight ? .light : .dark), depth: terminal.depth,
            isSynchronized: terminal.understandsCommands, isConsole: terminal.isConsole)
    }

    /// Uses another theme from the next frame on.
    private func take(_ theme: Theme?) {
        self.theme = theme
        writer = App.writer(theme, isLight: hasLightBackground, terminal)
    }

    /// Schedules a frame: at once, or at the minimum interval after the last one.
    private func scheduleFrame() {
        guard !isFrameDue else { return }
        let wait = App.frameInterval - (App.now - lastFrame)
        guard wait > 0 else { return drawNow() }
        isFrameDue = true
        DispatchQueue.main.asyncAfter(deadline: .now() + wait) { [weak self] in
            MainActor.assumeIsolated {
                self?.isFrameDue = false
                self?.drawNow()
            }
        }
    }

    private func drawNow() {
        // While the interface is suspended, the screen belongs to the shell.
        guard exitCode == nil, !isAway else { return }
        guard !terminal.isBusy else {
            isFrameHeld = true
            return
        }
        isFrameHeld = false
        lastFrame = App.now
        if model.options.theme != theme { take(model.options.theme) }
        let bytes = writer.frame(View.screen(model))
        if !bytes.isEmpty { terminal.write(bytes) }
        let told = messages.telling(
            title: View.title(model), progress: View.progress(model))
        if !told.isEmpty { terminal.write(told) }
        scheduleChange()
    }

    /// Handles an idle terminal: it has taken the last frame, or is lost.
    private func terminalIsIdle() {
        if terminal.isLost { return end(App.interrupted) }
        if isFrameHeld { scheduleFrame() }
    }

    /// Schedules a tick for the next timed change of the screen.
    private func scheduleChange() {
        changeTimer?.cancel()
        changeTimer = nil
        guard let next = model.nextChange else { return }
        let timer = DispatchSource.makeTimerSource(queue: .main)
        timer.schedule(deadline: .now() + max(0, next - App.now) + 0.01)
        timer.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.handle(.tick) }
        }
        timer.resume()
        changeTimer = timer
    }

    // MARK: Input and signals

    private static let interrupted: Int32 = 75

    private func listen() {
        let input = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .main)
        input.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.readInput() }
        }
        input.resume()
        sources.append(input)
        on(SIGTSTP) { $0.suspend() }
        // If `suspend` has come back already, this is the same continuation.
        on(SIGCONT) { if App.now - $0.lastReturn > 0.2 { $0.comeBack() } }
        on(SIGWINCH) { $0.measure() }
        signal(SIGPIPE, SIG_IGN)
    }

    private func on(_ number: Int32, _ act: @escaping @MainActor (App) -> Void) {
        // SIGCONT and SIGWINCH are ignored by default, but ncurses installs handlers.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated {
                if let self { act(self) }
            }
        }
        source.resume()
        sources.append(source)
    }

    private func readInput() {
        let events = terminal.read(at: App.now.seconds)
        if terminal.isLost { return end(App.interrupted) }
        if let isLight = terminal.saysLight, isLight != hasLightBackground {
            hasLightBackground = isLight
            take(model.options.theme)
            scheduleFrame()
        }
        for event in events { handle(event) }
    }

    private func measure() {
        let size = terminal.size
        handle(.resize(columns: size.columns, rows: size.rows))
    }

    /// Suspends the process group until the shell continues it.
    private func suspend() {
        isAway = true
        terminal.restore()
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
        // Without a job-control shell the process group is not stopped: the screen comes back.
        DispatchQueue.main.asyncAfter(deadline: .now() + 0.05) { [weak self] in
            MainActor.assumeIsolated {
                if let self, self.isAway { self.comeBack() }
            }
        }
    }

    private func comeBack() {
        isAway = false
        lastReturn = App.now
        signal(SIGTSTP, SIG_IGN)
        terminal.resume()
        writer.forget()
        messages.forget()
        measure()
    }

    // MARK: The end

    private func wait(_ continuation: CheckedContinuation<Int32, Never>) {
        if let exitCode {
            continuation.resume(returning: exitCode)
        } else {
            ending = continuation
        }
    }

    private func end(_ code: Int32, _ leaving: ServiceEnding = .leave) {
        guard exitCode == nil else { return }
        exitCode = code
        serviceEnding = leaving
        ending?.resume(returning: code)
        ending = nil
    }

    /// Leaves the engine running in the background and ends; on failure shows why.
    private func detach() {
        guard let service, !isLeaving else { return }
        isLeaving = true
        Task {
            do {
                try await service.end(.background)
                end(0)
            } catch {
                if let reason = service.failure {
                    failure = DownloadError(.unreachable, reason)
                    return end(1)
                }
                isLeaving = false
                handle(.failed("Cannot detach: \(error)"))
            }
        }
    }

    /// Ends the use of the engine as requested, and stops an engine that cannot be kept running.
    private func leave(_ service: any DownloadService) async throws {
        do {
            try await service.end(serviceEnding)
        } catch  where serviceEnding == .background {
            try await service.end(.leave)
        }
    }

    private func stop() {
        changeTimer?.cancel()
        for source in sources { source.cancel() }
        terminal.write(messages.farewell())
        terminal.restore()
    }
}
