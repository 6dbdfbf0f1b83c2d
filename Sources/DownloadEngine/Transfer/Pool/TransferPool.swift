import CLibcurl
import DownloadCore

/// Runs all transfers of a loop's thread: lanes, departing lanes and small responses; and counts
/// the connections of hosts.
///
/// Used on the loop's thread only. The results of orders are returned by `takeMoved`,
/// `takeAttention`, `nextEnd` and `takeEvents`, once per turn.
final class TransferPool {
    /// The most blocks of 256 KiB that may wait for the disks together.
    private static let mostBlocks = 40
    /// The seconds between two polls of transfers that need polling.
    private static let pollSeconds = 0.02

    let loop: CurlLoop
    private(set) var configuration: EngineConfiguration
    /// The memory for received bytes, the limits, and the lanes that callbacks have listed.
    let laneContext: LaneContext
    /// The limits on all downloads together.
    var limits: SpeedLimits { didSet { laneContext.limiter.limitAll(limits.effective) } }
    /// The hosts and their numbers of connections.
    var hosts: HostTable
    /// Lanes that resume reading at the end of the turn.
    private var releases: [Lane] = []
    /// Lanes that only discard an error page.
    var draining = DrainingLanes()
    /// Lanes that only wait for the reply that frees their connection.
    var handoffs: [ConnectionHandoff] = []
    /// Lanes that have the announced length of a file from an FTP server and wait for its end.
    var fileEnds = FileEnds()
    /// Requests that wait until their host may have one more connection.
    private(set) var queue = ConnectionQueue()
    /// Small responses that are fetched into memory.
    var fetches = SmallFetches()
    /// The certificates that are being read, by libcurl's handle.
    var probes: [UnsafeMutableRawPointer: CertificateProbe] = [:]
    /// The number of transfers that libcurl must be polled for although no socket of theirs is due.
    private var polledCount = 0
    /// The number of handles in the loop.
    private(set) var handleCount = 0
    private var events: [TransferEvent] = []
    /// Whether nothing is started any more.
    private(set) var isClosed = false

    init(loop: CurlLoop, configuration: EngineConfiguration) {
        self.loop = loop
        self.configuration = configuration
        laneContext = LaneContext(pool: BlockPool(most: TransferPool.mostBlocks))
        hosts = HostTable(
            most: configuration.connectionsPerHost, isStrict: configuration.isPerHostStrict,
            own: configuration.hosts.compactMapValues(\.connections))
        limits = SpeedLimits(configuration)
        laneContext.limiter.limitAll(limits.effective)
    }

    /// Uses changed settings for future transfers.
    ///
    /// The total speed limit stays: it may have been set since.
    func apply(_ configuration: EngineConfiguration) {
        self.configuration = configuration
        limits.slow = configuration.slowLimit
        hosts.limit(
            most: configuration.connectionsPerHost, isStrict: configuration.isPerHostStrict,
            own: configuration.hosts.compactMapValues(\.connections))
    }

    /// Starts nothing from now on, and ends all transfers that are not a download's lanes.
    ///
    /// No handle may be left in the loop at the end: the engine may be freed on another thread
    /// while the loop's still works.
    func close() {
        isClosed = true
        endFetches()
        endProbes()
        endHandoffs()
        for lane in draining.takeAll() { retire(lane) }
    }

    // MARK: Starting

    /// Queues a lane that a redirect has led to a host without a free connection.
    ///
    /// - Returns: Whether it is queued.
    func queueIfFull(
        _ id: LaneID, _ order: LaneOrder, at host: HostID, of transfers: DownloadTransfers
    ) -> Bool {
        guard order.redirects > 0, hosts.isFull(host) else { return false }
        queue.orders.append(
            ConnectionQueue.Order(download: transfers.id, lane: id, order: order))
        return true
    }

    /// Empties the queue and starts small responses, as far as there is room.
    ///
    /// - Returns: The lanes, which are to be opened or queued again.
    func takeQueue() -> [ConnectionQueue.Order] {
        guard !queue.isEmpty, !isClosed else { return [] }
        let taken = queue
        queue = ConnectionQueue()
        for fetch in taken.fetches { self.fetch(fetch.request, end: fetch.end) }
        return taken.orders
    }

    /// Queues a small response.
    func enqueue(_ fetch: ConnectionQueue.Fetch) { queue.fetches.append(fetch) }

    /// Returns the hosts that requests wait for.
    func waitedForHosts() -> [HostID] {
        (queue.fetches.map(\.request.url) + queue.orders.map(\.order.url)).map {
            hosts.id(of: $0)
        }
    }

    /// Opens a lane.
    ///
    /// If it compares its first bytes, it waits for `overlapReady`.
    func open(_ setup: LaneSetup, of transfers: DownloadTransfers) {
        hosts.count(1, at: setup.host)
        inherit(setup, of: transfers)
        if setup.order.overlap > 0, setup.order.range != nil {
            transfers.waiting[setup.id] = setup
        } else {
            begin(setup, overlap: [], of: transfers)
        }
    }

    /// Starts a lane whose bytes for comparison have been read.
    func overlapReady(_ lane: LaneID, _ bytes: [UInt8], of transfers: DownloadTransfers) {
        guard let setup = transfers.waiting.removeValue(forKey: lane) else { return }
        begin(setup, overlap: bytes, of: transfers)
    }

    private func begin(_ setup: LaneSetup, overlap: [UInt8], of transfers: DownloadTransfers) {
        if awaitsDeparture(setup.id, overlap, of: transfers) {
            transfers.waiting[setup.id] = setup
            return
        }
        let order = setup.order
        guard let handle = EasyHandle() else {
            hosts.count(-1, at: setup.host)
            let error = DownloadError(.defect, "out of memory for a connection")
            return events.append(.news(transfers.id, .ended(setup.id, .failed(error))))
        }
        let lane = Lane(
            setup, of: transfers, handle: handle, overlap: overlap, laneContext: laneContext)
        var hostOptions: HostOptions?
        if !configuration.hosts.isEmpty, let name = (try? SourceURL(order.url))?.host {
            hostOptions = configuration.hosts[name]
        }
        handle.prepare(
            order, options: setup.transport, configuration: configuration,
            host: hostOptions, loop: loop, buffer: bufferSize(at: setup.host),
            cookies: transfers.cookies,
            trustedKey: hosts[setup.host].trustedKey,
            tunnels: !hosts[setup.host].hasNoTunnel, sendsBasic: hosts[setup.host].login.sendsBasic)
        handle.limitConnecting(configuration, stallSeconds: setup.stallSeconds)
        if let problem = handle.problem {
            hosts.count(-1, at: setup.host)
            return events.append(.news(transfers.id, .ended(setup.id, .failed(problem))))
        }
        if order.scheme == .http, let proxy = handle.proxy, !proxy.scheme.isSOCKS {
            events.append(.news(transfers.id, .forwarded(setup.id, proxy: proxy.place)))
        }
        handle.connect(to: lane)
        transfers.lanes[setup.id] = lane
        add(handle, isPolled: lane.isPolled)
    }

    /// Adds a handle to the loop.
    func add(_ handle: EasyHandle, isPolled: Bool) {
        if isPolled { polledCount += 1 }
        handleCount += 1
        curl_multi_add_handle(loop.multi, handle.pointer)
    }

    /// Removes a handle from the loop.
    func remove(_ handle: EasyHandle, isPolled: Bool) {
        if isPolled { polledCount -= 1 }
        handleCount -= 1
        curl_multi_remove_handle(loop.multi, handle.pointer)
    }

    /// Returns the size of a connection's receive buffer: large ones save processor time, but with
    /// many connections they would fill the memory, and each costs more than a small file.
    private func bufferSize(at host: HostID) -> Int {
        switch hosts.openLanes {
        case _ where hosts[host].servesSmallFiles: 32 << 10
        case ...4: 256 << 10
        case ...128: 128 << 10
        default: 32 << 10
        }
    }

    // MARK: Resuming

    /// Has a lane resume reading at the end of the turn.
    func release(_ lane: Lane) { releases.append(lane) }

    /// Resumes lanes whose reason to wait is over.
    func releaseHeld() {
        guard !releases.isEmpty else { return }
        let waiting = releases
        releases.removeAll(keepingCapacity: true)
        for lane in waiting where isHeld(lane) {
            switch lane.hold {
            case .limit where !laneContext.mayRead(lane):
                releases.append(lane)
                events.append(.held(lane))
            // Its silence counts: without the beginning, it cannot continue.
            case .beginning where !lane.knowsMoreOfBeginning:
                releases.append(lane)
            case .block where !laneContext.pool.hasRoom(for: lane.disk.share):
                releases.append(lane)
                events.append(.held(lane))
            default:
                // A callback that refuses while libcurl delivers what it held back ends the
                // transfer here, not in `curl_multi_perform`.
                let result = lane.release()
                if let end = lane.result {
                    if !lane.isDecoding { events.append(.ended(lane, end)) }
                } else if !result.isSuccess {
                    events.append(.ended(lane, result))
                }
            }
        }
    }

    /// Returns whether a lane is still running; one that was stopped is not released.
    func isHeld(_ lane: Lane) -> Bool {
        lane.owner.holds(lane) || draining.contains(lane)
    }

    // MARK: Turns

    /// Begins a turn.
    func beginTurn(at time: Instant) {
        laneContext.limiter.fill(at: time)
        if polledCount > 0 { loop.performAll() }
        if !draining.isEmpty { dropSlowPages(at: time) }
        retryFetches(at: time)
    }

    /// Queues an event for `takeEvents`.
    func tell(_ event: TransferEvent) { events.append(event) }

    /// Returns the events since the last call, oldest first.
    func takeEvents() -> [TransferEvent] {
        guard !events.isEmpty else { return [] }
        defer { events = [] }
        return events
    }

    /// Returns the seconds after which the next turn is due; `nil` for none.
    func nextTurn(after time: Instant) -> Double? {
        if !laneContext.attention.isEmpty || !laneContext.moved.isEmpty || !events.isEmpty {
            return 0
        }
        var wait = Wait()
        if polledCount > 0 { wait.add(TransferPool.pollSeconds) }
        if !handoffs.isEmpty { wait.add(TransferPool.handoffSeconds) }
        if fileEnds.needsPolling { wait.add(TransferPool.pollSeconds) }
        if !fileEnds.isEmpty { wait.add(1) }
        if releases.contains(where: { $0.hold == .limit }) { wait.add(0.01) }
        if !queue.isEmpty { wait.add(1) }
        if !draining.isEmpty { wait.add(DrainingLanes.most) }
        wait.add(fetches.nextRetry, from: time)
        return wait.seconds
    }
}
