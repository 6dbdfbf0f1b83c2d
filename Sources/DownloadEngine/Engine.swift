import CLinux
import DownloadCore
import Glibc
import Synchronization

/// Fetches downloads: takes intents, publishes snapshots.
///
/// Its executor is the thread on which libcurl runs, so its state, its lanes and libcurl's callbacks
/// never meet another thread. What may block (files, the ledger) is done elsewhere and comes back
/// through the inbox.
public actor Engine {
    /// What the thread of a disk or of the ledger has to tell.
    enum Message: Sendable {
        case event(DownloadID, PartSlot?, Download.Event)
        case overlap(DownloadID, LaneID, [UInt8])
        case run(@Sendable (isolated Engine) -> Void)
        case blocksFree
        case wake
    }

    /// A download with what the engine holds for it.
    final class Entry {
        var download: Download
        var disk: Disk
        var slot: PartSlot?
        /// Whether its part file is on its way to another folder: nobody is to look for it.
        var isMoving = false
        /// Whether the disk has been told to take it there.
        var isBetweenFolders = false
        let transfers: DownloadTransfers
        var limit: Int64?
        /// The name of the file that it makes, where no other is to make one of that name.
        var claimedName: String?
        /// The download that makes a file of its name: it waits until that has ended.
        var waitsFor: DownloadID?
        /// What is known of its files.
        var kept = Kept()
        /// Whether its effects are being performed.
        var isPerforming = false
        /// What its effects have brought about, to be handled behind them.
        var raised: [Download.Event] = []
        /// That the disk had no part file of its name a moment ago.
        var absence: Absence?
        /// The part file that a small file gets only if it does not come whole.
        var pendingPart: PendingPart?
        /// All bytes of a small file.
        var whole: Block?
        /// Whether a small file that is whole is being written: the network does nothing for it.
        var isWritingWhole = false
        /// The host that it was last found to be at, and the URL that led there.
        var host: (url: String, host: HostID)?
        /// The URL whose mark was last needed, and the mark.
        var mark: (url: String, mark: UInt64)?

        init(download: Download, disk: Disk) {
            self.download = download
            self.disk = disk
            transfers = DownloadTransfers(id: download.id)
            limit = download.request.limit
        }

        /// Asks the download something.
        ///
        /// A method that changes nothing is called on a copy of what a class holds, and a download
        /// is large; `inout` promises that nobody else changes it meanwhile, so none is made.
        func ask<Answer>(_ question: (inout Download) -> Answer) -> Answer {
            question(&download)
        }
    }

    nonisolated let loop: CurlLoop
    nonisolated let inbox: Inbox
    nonisolated let watchers: Watchers
    let configuration: EngineConfiguration
    let transfers: TransferPool
    var entries: [DownloadID: Entry] = [:]
    var queue = DownloadQueue()
    /// The downloads that are being fetched.
    var active: [DownloadID: Entry] = [:]
    /// How many files and sockets there is room for.
    var openFiles = OpenFiles()
    var disks: [String: Disk] = [:]
    var publisher = SnapshotPublisher()
    /// What was removed a moment ago.
    var removed: [DownloadID: Removed] = [:]
    /// When the next part file of a removed download is let go of.
    var nextRemoval: Instant?
    /// Which download has the part file at a path.
    var partOwners: [String: DownloadID] = [:]
    /// When what is being fetched is synced next.
    var nextSync = Instant(seconds: 0)
    var nextDiskRetry: Instant?
    /// The folders whose disks do not answer.
    var stuck: Set<String> = []
    var lastSample = Instant(seconds: -1)
    var wantsFill = false
    /// Whether it is being found out for some download how many lanes help.
    var isTuning = false
    /// When the next fragment has waited for long enough.
    var nextWake: Instant?
    var wantsStart = false
    /// When a download may try again to reach a host that is away.
    var nextStart: Instant?
    /// How many downloads have begun since the disks were asked about the next ones.
    var startsSinceLooking = Int.max
    /// How many disks have been asked about the next ones and have not answered.
    var looks = 0
    /// How often part files were made or let go of.
    var partChanges = 0
    var limit: Int64?
    var isSlow = false
    /// Spreads retries; seeded once, since the system's own numbers cost a call to the kernel each.
    var jitter = Jitter(seed: UInt64.random(in: 0...UInt64.max))
    var isShuttingDown = false
    var ledger = LedgerWriter()
    /// The downloads that the ledger held unfinished when the program started, until it is known
    /// which of them its user asks for.
    var unfinishedAtStart: Set<DownloadID> = []
    var nextID: Int64 = 1
    /// How many downloads have been added.
    var addedCount = 0

    /// The thread that runs the engine.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init(_ configuration: EngineConfiguration, loop: CurlLoop) {
        self.configuration = configuration
        self.loop = loop
        inbox = Inbox(loop: loop)
        watchers = publisher.watchers
        limit = configuration.limit
        transfers = TransferPool(loop: loop, configuration: configuration)
    }

    deinit {
        loop.stop()
    }

    /// Does what the first `start` in a process needs before anything else: libraries are set up.
    ///
    /// To be called on another thread while the command line is read; `start` waits for it.
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

    // MARK: What a person asks

    /// Puts downloads at the end of the queue.
    ///
    /// - Returns: Their names, in the order of the requests.
    @discardableResult
    public func add(_ requests: [DownloadRequest]) -> [DownloadID] {
        requests.map { request in
            let id = takeID()
            letGoOfRemoved(in: request.directory)
            let request = withHostLimit(request.normalized)
            insert(Download(id: id, request: request, policy: policy, added: wallTime()))
            return id
        }
    }

    /// Does what a person asks; what makes no sense now does nothing.
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
                queue.ids.filter { entries[$0]?.download.state == .done }, deletingPartFile: false)
        case .limitDownload(let ids, let rate): setLimit(rate, of: ids)
        case .limitAll(let rate):
            limit = rate
            applyLimit()
        case .setSlow(let isOn):
            isSlow = isOn
            applyLimit()
        case .replaceSource(let id, let url): replaceOnlySource(of: id, url)
        case .edit(let id, let request):
            entries[id]?.transfers.cookies = CookieJar()
            edit(id, request)
        case .startOver(let id):
            agreeToDrop(id)
            handle(.startOver, for: [id])
        }
        publishSoon(urgent: true)
    }

    /// The pictures of the queue from now on, newest wins: ten a second while bytes arrive, at once
    /// when something changes.
    public nonisolated func snapshots() -> AsyncStream<Snapshot> {
        let stream = watchers.watch()
        inbox.post(.wake)
        return stream
    }

    /// Stops everything, brings what is fetched to the disk, and ends the streams of snapshots.
    ///
    /// Call it once, at the end; intents that come later do nothing.
    public func shutdown() async {
        guard !isShuttingDown else { return }
        isShuttingDown = true
        transfers.close()
        await finishDisks()
        publish(at: clock())
        watchers.finish()
    }

    // MARK: Clocks

    /// The time on the clock that never jumps.
    func clock() -> Instant {
        Instant(seconds: pdl_clock_seconds(CLOCK_MONOTONIC))
    }

    /// Seconds since 1970.
    func wallTime() -> Double {
        pdl_clock_seconds(CLOCK_REALTIME)
    }

    /// The moment for the rules.
    func now() -> Download.Now {
        Download.Now(clock(), date: wallTime(), chance: Double.random(in: 0...1, using: &jitter))
    }

    /// The rules that all downloads run by.
    var policy: Download.Policy {
        var policy = Download.Policy()
        policy.retry = RetryPolicy(tries: configuration.retries)
        policy.asks = configuration.asksPerson
        policy.autoMost = min(configuration.connectionsPerHost, 64)
        policy.stallSeconds = configuration.stallTimeout
        return policy
    }
}
