import DownloadCore
import DownloadEngine
import EngineLink
import Synchronization

/// The engine in this process, with its services and the socket for faces in other processes.
final class OwnEngine: DownloadService {
    /// The phase of its life.
    private enum Phase {
        case running
        /// It is ending; these continuations wait for that.
        case ending([CheckedContinuation<Void, Never>])
        case ended
    }

    private let engine: Engine
    private let services: BackgroundServices
    private let server = Mutex<EngineServer?>(nil)
    private let phase = Mutex(Phase.running)
    private let settings: Mutex<Settings>
    private let listener = Mutex<RemoteListener?>(nil)
    private let configuration: ConfigurationChoice
    private let options: [HandOver.Option]
    private let log: LogFile?
    /// Why the background engine did not take over although this one has ended.
    private let handOverFailure = Mutex<String?>(nil)

    /// Starts the engine with its queue, and listens.
    ///
    /// - Parameters:
    ///   - command: The settings.
    ///   - options: The command line's options, for a background engine that replaces this one.
    ///   - claim: The right to listen; `nil` when no other process can connect.
    ///   - state: The state that another process has handed over.
    ///   - notice: A notice for the user.
    ///   - requiresLedger: Whether an engine that cannot save its queue is not started.
    ///   - change: Called when a face connects or leaves.
    /// - Returns: The engine, with its queue.
    /// - Throws: `DownloadError` when the engine cannot be started, `LinkError` when it cannot
    ///   listen.
    static func start(
        _ command: CommandSettings, options: [HandOver.Option] = [], claim: EngineClaim?,
        state: HandOver = HandOver(), notice: String? = nil, requiresLedger: Bool = false,
        change: @escaping @Sendable () -> Void = {}
    ) async throws -> OwnEngine {
        var configuration = command.engineConfiguration(ledger: command.paths.ledger)
        configuration.requests = Dictionary(
            state.downloads.map { ($0.id, $0.request) }, uniquingKeysWith: { $1 })
        configuration.cookies = Dictionary(
            state.downloads.map { ($0.id, $0.cookies) }, uniquingKeysWith: { $1 })
        configuration.notice = notice
        configuration.requiresLedger = requiresLedger
        if claim?.replacesKilledEngine == true {
            configuration.notice = "the last engine ended unexpectedly; its downloads resume"
        }
        if state.hasState { configuration.limit = state.limit }
        let engine: Engine
        do throws(DownloadError) {
            engine = try await Engine.start(configuration)
        } catch {
            claim?.release()
            guard error.kind == .disk else { throw error }
            let cause = "\(error.cause), or set XDG_STATE_HOME"
            if requiresLedger { throw LinkError.failed(cause) }
            throw DownloadError(.disk, cause)
        }
        if state.hasState, state.isSlow { await engine.perform(.setSlow(true)) }
        let services = await BackgroundServices.begin(command, engine: engine)
        let own = OwnEngine(engine, services, command, options)
        await own.beginRemote(command, configuration)
        if let claim {
            do throws(LinkError) {
                try own.listen(claim, change)
            } catch {
                await own.finish(.stopped)
                claim.release()
                throw error
            }
        }
        return own
    }

    private init(
        _ engine: Engine, _ services: BackgroundServices, _ command: CommandSettings,
        _ options: [HandOver.Option]
    ) {
        self.engine = engine
        self.services = services
        self.options = options
        settings = Mutex(command.settings)
        configuration = command.configuration
        log = command.paths.log.map(LogFile.init)
    }

    private func listen(
        _ claim: EngineClaim, _ change: @escaping @Sendable () -> Void
    ) throws(LinkError) {
        let server = try EngineServer(
            claim, service: self, version: EngineConfiguration.version,
            stop: { [weak self] in Task { await self?.finish(.stopped) } }, change: change,
            log: { [log] in log?.note($0, time: wallClock()) })
        self.server.withLock { $0 = server }
    }

    /// Starts the RPC, if the settings switch it on.
    private func beginRemote(
        _ command: CommandSettings, _ configuration: EngineConfiguration
    ) async {
        let listener = RemoteListener { [weak self] in Task { await self?.finish(.stopped) } }
        self.listener.withLock { $0 = listener }
        guard let remote = await listener.apply(command, to: self) else { return }
        var configuration = configuration
        configuration.remote = remote
        await engine.apply(configuration)
    }

    /// Whether the RPC listens; `nil` if it is switched off.
    var remote: RemoteAccess? {
        get async { await listener.withLock { $0 }?.state }
    }

    /// The number of connected faces.
    var faces: Int { server.withLock { $0 }?.faces ?? 0 }

    func perform(_ intent: Intent) async { await engine.perform(intent) }

    func takeUp(_ requests: [DownloadRequest]) async { await engine.takeUp(requests) }

    func snapshots() -> AsyncStream<Snapshot> { engine.snapshots() }

    func look(at detail: SnapshotDetail) async {}

    var isShared: Bool { false }

    var failure: String? {
        handOverFailure.withLock { $0 }.map {
            "the downloads are paused, not in the background: \($0); run pdl-tui again to resume"
        }
    }

    func end(_ ending: ServiceEnding) async throws {
        switch ending {
        case .stop: await finish(.stopped)
        case .background: try await moveToBackground()
        case .leave:
            let isShared = (server.withLock { $0 }?.watchers ?? 0) > 0
            guard isShared, (try? await moveToBackground()) != nil else {
                return await finish(.stopped)
            }
        }
    }

    /// Applies changed settings; running transfers keep the settings of their start.
    ///
    /// A limit that was set since the last settings holds unless the configured one has changed.
    func apply(_ command: CommandSettings) async {
        var configuration = command.engineConfiguration(ledger: command.paths.ledger)
        let listener = listener.withLock { $0 }
        configuration.remote = await listener?.apply(command, to: self)
        await engine.apply(configuration)
        services.apply(command)
        let minute = minuteOfDay()
        let limit = command.settings.limit(at: minute)
        let old = settings.withLock { settings in
            defer { settings = command.settings }
            return settings.limit(at: minute)
        }
        if limit != old { await engine.perform(.limitAll(bytesPerSecond: limit)) }
    }

    /// Saves the state, stops, and sends the reason to all faces.
    ///
    /// Only the first call does so; later ones wait for its end.
    private func finish(_ farewell: EngineMessage) async {
        let isFirst = phase.withLock { phase in
            guard case .running = phase else { return false }
            phase = .ending([])
            return true
        }
        guard isFirst else { return await waitForEnd() }
        await listener.withLock { $0 }?.end()
        server.withLock { $0 }?.close()
        await engine.shutdown()
        await server.withLock { $0 }?.end(farewell)
        await services.end()
        let waiting = phase.withLock { phase in
            defer { phase = .ended }
            if case .ending(let waiting) = phase { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    private func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = phase.withLock { phase in
                guard case .ending(let waiting) = phase else { return true }
                phase = .ending(waiting + [continuation])
                return false
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Replaces this engine with a background engine.
    ///
    /// The other process has started and read its settings before anything here ends: a fault up to
    /// then leaves this engine running. `failure` reports a later one. The log has both: a closed
    /// terminal shows nothing.
    private func moveToBackground() async throws {
        do { try await handOver() } catch {
            log?.note("the engine cannot move to the background: \(error)", time: wallClock())
            throw error
        }
    }

    private func handOver() async throws {
        guard await engine.keepsQueue else {
            throw LinkError.failed("the queue is not saved, so another process cannot load it")
        }
        let daemon = try DaemonProcess.start(configuration)
        var handOver = HandOver(options: options)
        for await snapshot in engine.snapshots() {
            handOver.note(snapshot, cookies: await engine.cookies)
            break
        }
        let parts = try handOver.parts()
        await finish(.moved)
        do throws(LinkError) {
            try daemon.takeOver(parts)
        } catch {
            self.handOverFailure.withLock { $0 = "\(error)" }
            throw error
        }
    }
}
