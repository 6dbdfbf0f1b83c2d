import DownloadCore
import Glibc
import Synchronization

/// Fetches downloads: takes intents, publishes snapshots.
///
/// Its executor is the thread on which libcurl runs, so its state, its lanes and libcurl's
/// callbacks never meet another thread. Work that may block (files, the ledger) runs elsewhere and
/// reports through the inbox.
public actor Engine {
    /// A message from the thread of a disk or of the ledger.
    enum Message: Sendable {
        case event(DownloadID, PartSlot?, Download.Event)
        case overlap(DownloadID, LaneID, [UInt8])
        case run(@Sendable (isolated Engine) -> Void)
        case blocksFree
        case wake
    }

    nonisolated let inbox: Inbox
    nonisolated let watchers: Watchers
    private(set) var configuration: EngineConfiguration
    let transfers: TransferPool
    var tasks: [DownloadID: DownloadTask] = [:]
    var queue = DownloadQueue()
    /// The downloads that are being fetched.
    var active: [DownloadID: DownloadTask] = [:]
    /// The budget of file descriptors.
    var openFiles = OpenFiles()
    let parts: PartStore
    var publisher = SnapshotPublisher()
    /// The recently removed downloads.
    var removed = RemovedDownloads()
    var agenda = Agenda()
    var limits: SpeedLimits
    var clocks = Clocks()
    var isShuttingDown = false
    var ledger = LedgerWriter()

    /// The thread that runs the engine.
    nonisolated var loop: CurlLoop { inbox.loop }

    /// The thread that runs the engine.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init(_ configuration: EngineConfiguration, loop: CurlLoop) {
        self.configuration = configuration
        inbox = Inbox(loop: loop)
        watchers = publisher.watchers
        limits = SpeedLimits(limit: configuration.limit, slow: configuration.slowLimit)
        transfers = TransferPool(loop: loop, configuration: configuration)
        parts = PartStore(pool: transfers.yard.pool, system: configuration.fileSystem) {
            [inbox] in inbox.post(.blocksFree)
        }
    }

    deinit {
        loop.stop()
    }

    /// Sets up the libraries that the first `start` in a process needs.
    ///
    /// Call it on another thread while the command line is parsed; `start` waits for it.
    public static func prepare() {
        _ = CurlLoop.isLibraryReady
    }

    /// Starts an engine with the queue that its ledger holds.
    ///
    /// - Throws: `DownloadError` of kind `.defect` when libcurl cannot be set up.
    public static func start(
        _ configuration: EngineConfiguration = EngineConfiguration()
    ) async throws(DownloadError) -> Engine {
        OpenFiles.raiseLimit()
        let loop: CurlLoop
        do {
            loop = try CurlLoop()
        } catch {
            throw DownloadError(.defect, "libcurl cannot be set up")
        }
        let engine = Engine(configuration, loop: loop)
        loop.start { [weak engine] in
            guard let engine else { return nil }
            return engine.assumeIsolated { $0.turn() }
        }
        if let path = configuration.ledgerPath { await engine.openLedger(path) }
        return engine
    }

    // MARK: Intents

    /// Appends downloads to the queue.
    ///
    /// - Returns: Their IDs, in the order of the requests.
    @discardableResult
    public func add(_ requests: [DownloadRequest]) -> [DownloadID] {
        requests.map { request in
            let id = queue.takeID()
            letGoOfRemoved(in: request.directory)
            let request = withHostLimit(request.normalized)
            insert(Download(id: id, request: request, policy: policy, added: wallTime()))
            return id
        }
    }

    /// Performs an intent; one that does not apply now does nothing.
    public func perform(_ intent: Intent) {
        guard !isShuttingDown else { return }
        switch intent {
        case .add(let requests): add(requests)
        case .pause(let ids): handle(.pause(.person), for: ids)
        case .resume(let ids): handle(.resume, for: ids)
        case .pauseAll: pauseAll()
        case .resumeAll: resumeAll()
        case .retry(let ids):
            forgetOutages()
            handle(.retry, for: ids)
        case .retryFragment(let id, let number): handle(.retryFragment(number), for: [id])
        case .setFragments(let ids, let count): handle(.setFragments(count), for: ids)
        case .changeFragments(let ids, let step): handle(.changeFragments(by: step), for: ids)
        case .remove(let ids, let deletes): remove(ids, deletingPartFile: deletes)
        case .restore(let ids): restore(ids)
        case .move(let ids, let step): move(ids, by: step)
        case .clearFinished:
            remove(
                queue.ids.filter { tasks[$0]?.download.state == .done }, deletingPartFile: false)
        case .limitDownload(let ids, let rate): setLimit(rate, of: ids)
        case .limitAll(let rate):
            limits.limit = rate
            applyLimit()
        case .setSlow(let isOn):
            limits.isSlow = isOn
            applyLimit()
        case .replaceSource(let id, let url): replaceOnlySource(of: id, url)
        case .edit(let id, let request):
            tasks[id]?.transfers.cookies = CookieJar()
            edit(id, request)
        case .startOver(let id):
            agreeToDrop(id)
            handle(.startOver, for: [id])
        }
        publishSoon(urgent: true)
    }

    /// Applies changed settings; running transfers keep those that they began with.
    ///
    /// The ledger stays the one that the engine was started with.
    public func apply(_ configuration: EngineConfiguration) {
        guard !isShuttingDown else { return }
        let ledger = self.configuration.ledgerPath
        self.configuration = configuration
        self.configuration.ledgerPath = ledger
        var limits = SpeedLimits(limit: configuration.limit, slow: configuration.slowLimit)
        limits.isSlow = self.limits.isSlow
        self.limits = limits
        applyLimit()
        agenda.wantsStart = true
        publishSoon(urgent: true)
    }

    /// Returns a stream of snapshots from now on, of which the newest wins: ten a second while
    /// bytes arrive, at once when something changes.
    public nonisolated func snapshots() -> AsyncStream<Snapshot> {
        let stream = watchers.watch()
        inbox.post(.wake)
        return stream
    }

    /// Stops all transfers, flushes fetched bytes to the disk, and ends the snapshot streams.
    ///
    /// Call it once, at the end; later intents do nothing.
    public func shutdown() async {
        guard !isShuttingDown else { return }
        isShuttingDown = true
        transfers.close()
        await finishDisks()
        publish(at: clock())
        watchers.finish()
    }

    // MARK: Clocks

    /// The monotonic time.
    func clock() -> Instant { clocks.instant }

    /// The seconds since 1970.
    func wallTime() -> Double { clocks.date }

    /// Returns the moment passed to the rules.
    func now() -> Download.Now { clocks.now() }

    /// The rules that apply to all downloads.
    var policy: Download.Policy {
        var policy = Download.Policy()
        policy.retry = RetryPolicy(tries: configuration.retries)
        policy.asks = configuration.asksPerson
        policy.autoMost = configuration.mostAutomaticFragments
        policy.stallSeconds = configuration.stallTimeout
        return policy
    }
}
