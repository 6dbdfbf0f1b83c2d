import DownloadCore
import Glibc
import Synchronization

/// Fetches downloads: takes intents, publishes snapshots.
///
/// Its executor is the thread on which libcurl runs, so its state, its lanes and libcurl's
/// callbacks never meet another thread. Work that may block (files, the ledger) runs elsewhere and
/// reports through the inbox.
public actor Engine {
    nonisolated let inbox: Inbox
    nonisolated let watchers: Watchers
    private(set) var configuration: EngineConfiguration
    /// The downloads.
    let tasks: TaskTable
    /// What the owners below ask the engine for.
    let events = TaskEvents()
    let transfers: TransferPool
    let files: TaskFiles
    let connections: TaskConnections
    let documents: SmallDocuments
    let keeper: QueueKeeper
    let starter: QueueStarter
    /// What is still to be written to the ledger, and to be shown.
    let journal: Journal
    var agenda = Agenda()
    var clocks = Clocks()
    private(set) var isShuttingDown = false

    /// The thread that runs the engine.
    nonisolated var loop: CurlLoop { inbox.loop }

    /// The thread that runs the engine.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init(_ configuration: EngineConfiguration, loop: CurlLoop) {
        self.configuration = configuration
        let inbox = Inbox(loop: loop)
        self.inbox = inbox
        transfers = TransferPool(loop: loop, configuration: configuration)
        let store = PartStore(pool: transfers.laneContext.pool, system: configuration.fileSystem) {
            inbox.post(.blocksFree)
        }
        let waker = TaskWaker(
            store: store, lanes: transfers.laneContext, policy: configuration.policy)
        tasks = TaskTable(waker: waker)
        journal = Journal(tasks: tasks, keepsSecrets: configuration.keepsCredentials)
        watchers = journal.publisher.watchers
        files = TaskFiles(
            orders: DiskOrders(store: store, inbox: inbox, system: configuration.fileSystem),
            tasks: tasks, events: events)
        connections = TaskConnections(
            transfers: transfers, tasks: tasks, files: files, events: events, inbox: inbox)
        documents = SmallDocuments(
            transfers: transfers, tasks: tasks, events: events, inbox: inbox)
        keeper = QueueKeeper(
            configuration, tasks: tasks, journal: journal, files: files,
            lanes: connections.lanes, transfers: transfers, events: events, waker: waker)
        starter = QueueStarter(
            configuration, tasks: tasks, hosts: connections.hosts,
            allocator: connections.allocator, store: store)
        files.apply(configuration)
    }

    deinit { loop.stop() }

    /// Sets up the libraries that the first `start` in a process needs.
    ///
    /// Call it on another thread while the command line is parsed; `start` waits for it.
    public static func prepare() {
        _ = CurlLoop.isLibraryReady
    }

    /// Starts an engine with the queue that its ledger holds.
    ///
    /// - Throws: `DownloadError`: `.defect` without libcurl, `.disk` without a required ledger or
    ///   if the ledger was written by a newer version.
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
        if let path = configuration.ledgerPath { try await engine.openLedger(path) }
        return engine
    }

    // MARK: Intents

    /// Performs an intent; one that does not apply now does nothing.
    public func perform(_ intent: Intent) {
        guard !isShuttingDown else { return }
        switch intent {
        case .add(let requests): add(requests)
        case .insert(let requests, let next, let isPaused):
            insert(requests, before: next, isPaused: isPaused)
        case .pause(let ids): setPaused(true, ids)
        case .resume(let ids): setPaused(false, ids)
        case .pauseAll: setPaused(true)
        case .resumeAll: setPaused(false)
        case .retry(let ids):
            connections.hosts.forgetOutages()
            reconsiderQueue()
            handle(.retry, for: ids)
        case .retryFragment(let id, let number): handle(.retryFragment(number), for: [id])
        case .setFragments(let ids, let count): handle(.setFragments(count), for: ids)
        case .changeFragments(let ids, let step): handle(.changeFragments(by: step), for: ids)
        case .remove(let ids, let deletes):
            keeper.remove(ids, deletingPartFile: deletes, at: clock())
            agenda.wantsStart = true
        case .restore(let ids):
            keeper.restore(ids, at: clock())
            agenda.wantsStart = true
        case .move(let ids, let step): keeper.move(ids, by: step)
        case .clearFinished:
            let done = tasks.ids { $0 == .done }
            perform(.remove(done, deletingPartFile: false))
        case .limitDownload(let ids, let rate): keeper.setLimit(rate, of: ids)
        case .limitAll(let rate): transfers.limits.limit = rate
        case .setActiveDownloads(let count):
            configuration.activeDownloads = count
            starter.apply(configuration)
            agenda.wantsStart = true
        case .setSlow(let isOn): transfers.limits.isSlow = isOn
        case .replaceSource(let id, let url): tasks[id].map { replaceOnlySource(of: $0, url) }
        case .edit(let id, let request): tasks[id].map { edit($0, request) }
        case .startNow(let ids):
            keeper.move(ids, by: -tasks.count)
            connections.early.start(ids, at: clock())
        case .trust(let id, let key):
            tasks[id].map { connections.trust.trust(key, for: $0, date: wallTime()) }
        case .withdrawTrust(let id):
            tasks[id].map { connections.trust.withdraw(from: $0, date: wallTime()) }
        case .startOver(let id):
            tasks[id].map(files.orders.agreeToDrop)
            handle(.startOver, for: [id])
        }
        performEvents()
        journal.publisher.noteAsked()
        loop.wake()
    }

    /// Applies changed settings; running transfers keep those that they began with.
    ///
    /// The ledger stays the one that the engine was started with. The total speed limit stays, too:
    /// it may have been set since; `Intent.limitAll` changes it.
    public func apply(_ configuration: EngineConfiguration) {
        guard !isShuttingDown else { return }
        let ledger = self.configuration.ledgerPath
        self.configuration = configuration
        self.configuration.ledgerPath = ledger
        transfers.apply(self.configuration)
        files.apply(self.configuration)
        keeper.configuration = self.configuration
        starter.apply(self.configuration)
        journal.keepsSecrets = configuration.keepsCredentials
        for task in tasks.allAwake { tell(task, .setPolicy(configuration.policy)) }
        agenda.wantsStart = true
        publishSoon(urgent: true)
    }

    /// Whether the queue is kept in a ledger, so that another engine can load it.
    public var keepsQueue: Bool { journal.ledger.isOpen }

    /// The cookies that servers have set, by download, as lines of a Netscape cookie file.
    ///
    /// The ledger does not keep them; `EngineConfiguration.cookies` takes them.
    public var cookies: [DownloadID: [String]] { tasks.cookies }

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
        let end = FilesShutdown(orders: files.orders, moves: files.moves, tasks: tasks)
        await end.endMoves()
        for task in tasks.awakeInOrder { connections.lanes.stopAll(of: task, at: clock()) }
        await end.close()
        await finishLedger()
        publish(at: clock())
        watchers.finish()
    }

    // MARK: Clocks

    /// The monotonic time.
    func clock() -> Instant { clocks.instant }

    /// The seconds since 1970.
    func wallTime() -> Double { clocks.date }

    /// The moment passed to the rules.
    func now() -> Download.Now { clocks.now() }
}
