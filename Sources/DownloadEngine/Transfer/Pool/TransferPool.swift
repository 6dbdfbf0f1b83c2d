import CLibcurl
import DownloadCore

/// All transfers of a loop's thread: lanes, those that only free their connections, and small
/// responses; and the connections that hosts may have.
///
/// Used on the loop's thread only. Orders come in; what comes of them is told by `takeMoved`,
/// `takeAttention`, `nextEnd` and `takeEvents`, once a turn.
final class TransferPool {
    /// Blocks of 256 KiB that may wait for the disks together.
    private static let mostBlocks = 40
    /// Seconds between two questions about lanes that are asked about.
    private static let pollSeconds = 0.02
    /// Seconds after which an error page that does not end is not read any further.
    private static let drainSeconds = 5.0

    let loop: CurlLoop
    let configuration: EngineConfiguration
    /// The memory for what arrives, the limits, and the lanes that callbacks have spoken of.
    let yard: LaneYard
    /// The hosts, and how many connections each has.
    var hosts: HostTable
    /// Lanes that are to read on at the end of the turn.
    private var releases: [Lane] = []
    /// Lanes that only throw an error page away.
    private var draining: [UnsafeMutableRawPointer: Lane] = [:]
    /// Lanes that only wait for the reply that frees their connection.
    var departures: [Departure] = []
    /// Lanes that have all bytes of a file from an FTP server and wait for its end.
    var fileEnds = FileEnds()
    /// Requests that wait until their host may be asked for one more connection.
    private(set) var queue = ConnectionQueue()
    /// Small responses that are kept in memory.
    var fetches = MemoryFetches()
    /// How many transfers libcurl must be asked about although no socket of theirs is due.
    private var polledCount = 0
    private var events: [TransferEvent] = []
    /// Whether nothing is begun any more.
    private(set) var isClosed = false

    init(loop: CurlLoop, configuration: EngineConfiguration) {
        self.loop = loop
        self.configuration = configuration
        yard = LaneYard(pool: BlockPool(most: TransferPool.mostBlocks))
        hosts = HostTable(
            most: configuration.connectionsPerHost, isStrict: configuration.isPerHostStrict,
            own: configuration.hosts.compactMapValues(\.connections))
        yard.limiter.limitAll(configuration.limit)
    }

    /// Begins nothing any more.
    func close() {
        isClosed = true
        endFetches()
    }

    // MARK: Beginning

    /// Lets a lane that a redirect has led to a host wait if that has all its connections.
    ///
    /// - Returns: Whether it waits.
    func queueIfFull(
        _ id: LaneID, _ order: LaneOrder, at host: HostID, of transfers: DownloadTransfers
    ) -> Bool {
        guard order.redirects > 0, hosts.isFull(host) else { return false }
        queue.orders.append(
            ConnectionQueue.Order(download: transfers.id, lane: id, order: order))
        return true
    }

    /// Takes what waits for a connection; small responses are begun, as far as there is room.
    ///
    /// - Returns: The lanes, which are to be opened or put back.
    func takeQueue() -> [ConnectionQueue.Order] {
        guard !queue.isEmpty, !isClosed else { return [] }
        let taken = queue
        queue = ConnectionQueue()
        for fetch in taken.fetches { self.fetch(fetch.request, end: fetch.end) }
        return taken.orders
    }

    /// Lets a small response wait for a connection.
    func enqueue(_ fetch: ConnectionQueue.Fetch) { queue.fetches.append(fetch) }

    /// The hosts that requests wait for.
    func waitedForHosts() -> [HostID] {
        (queue.fetches.map(\.request.url) + queue.orders.map(\.order.url)).map {
            hosts.id(of: $0)
        }
    }

    /// Opens a lane; if it compares its first bytes, it waits until `overlapReady` brings those.
    func open(_ setup: LaneSetup, of transfers: DownloadTransfers) {
        hosts.count(1, at: setup.host)
        inherit(setup, of: transfers)
        if setup.order.overlap > 0, setup.order.range != nil {
            transfers.waiting[setup.id] = setup
        } else {
            begin(setup, overlap: [], of: transfers)
        }
    }

    /// Begins a lane whose bytes to compare with are there.
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
            let error = DownloadError(.defect, "no memory for a connection")
            return events.append(.failed(transfers.id, setup.id, error))
        }
        let lane = Lane(setup, of: transfers, handle: handle, overlap: overlap, yard: yard)
        var hostOptions: HostOptions?
        if !configuration.hosts.isEmpty, let name = (try? SourceURL(order.url))?.host {
            hostOptions = configuration.hosts[name]
        }
        handle.prepare(
            order, options: setup.transport, configuration: configuration,
            host: hostOptions, loop: loop, buffer: bufferSize, cookies: transfers.cookies,
            tunnels: !hosts[setup.host].hasNoTunnel, sendsBasic: hosts[setup.host].login.sendsBasic)
        if let problem = handle.problem {
            hosts.count(-1, at: setup.host)
            return events.append(.failed(transfers.id, setup.id, problem))
        }
        handle.connect(to: lane)
        transfers.lanes[setup.id] = lane
        add(handle, isPolled: lane.isPolled)
    }

    /// Puts a handle into the loop.
    func add(_ handle: EasyHandle, isPolled: Bool) {
        if isPolled { polledCount += 1 }
        curl_multi_add_handle(loop.multi, handle.pointer)
    }

    /// Takes a handle out of the loop.
    func remove(_ handle: EasyHandle, isPolled: Bool) {
        if isPolled { polledCount -= 1 }
        curl_multi_remove_handle(loop.multi, handle.pointer)
    }

    /// The bytes that a connection reads at once: large ones save processor time, but with many
    /// connections they would fill the memory.
    private var bufferSize: Int {
        switch hosts.openLanes {
        case ...4: 256 << 10
        case ...128: 128 << 10
        default: 32 << 10
        }
    }

    // MARK: Going on

    /// Has a lane read on at the end of the turn.
    func release(_ lane: Lane) { releases.append(lane) }

    /// Lets lanes read on whose reason to wait is over.
    func releaseHeld() {
        guard !releases.isEmpty else { return }
        let waiting = releases
        releases.removeAll(keepingCapacity: true)
        for lane in waiting where isHeld(lane) {
            switch lane.hold {
            case .limit where !yard.mayRead(lane):
                releases.append(lane)
                events.append(.held(lane))
            // Its silence counts: without the beginning nothing comes of it.
            case .beginning where !lane.knowsMoreOfBeginning:
                releases.append(lane)
            case .block where !yard.pool.hasRoom(for: lane.disk.share):
                releases.append(lane)
                events.append(.held(lane))
            default:
                // A callback that refuses while libcurl brings what it held back ends the transfer
                // here, not in `curl_multi_perform`.
                let result = lane.release()
                if let end = lane.result {
                    if !lane.isDecoding { events.append(.ended(lane, end)) }
                } else if !result.isSuccess {
                    events.append(.ended(lane, result))
                }
            }
        }
    }

    /// Whether a lane is still under way; one that was stopped is not released.
    func isHeld(_ lane: Lane) -> Bool {
        lane.owner.holds(lane) || draining[lane.handle.pointer] === lane
    }

    // MARK: Ending

    /// Ends a lane; a short error page is read to its end, so that the connection stays usable.
    ///
    /// - Parameters:
    ///   - id: The lane.
    ///   - transfers: Its download's.
    ///   - isDead: Whether its connection seems to be dead: it would serve the next request no better,
    ///     nor other streams.
    ///   - time: The moment.
    func stop(_ id: LaneID, of transfers: DownloadTransfers, isDead: Bool, at time: Instant) {
        if let setup = transfers.waiting.removeValue(forKey: id) {
            hosts.count(-1, at: setup.host)
        }
        guard let lane = transfers.lanes.removeValue(forKey: id) else { return }
        if isDead { lane.handle.set(CURLOPT_FORBID_REUSE, true) }
        if lane.awaitsJudgement, lane.hasShortBody, !isClosed {
            lane.discard(at: time)
            draining[lane.handle.pointer] = lane
            releases.append(lane)
            return
        }
        if lane.canLeave, !isClosed {
            hosts.count(-1, at: lane.host)
            departures.append(Departure(lane: lane, since: time))
            return
        }
        retire(lane)
    }

    /// Ends what waits for bytes to compare with.
    func stopWaiting(of transfers: DownloadTransfers) {
        for setup in transfers.waiting.values { hosts.count(-1, at: setup.host) }
        transfers.waiting.removeAll()
    }

    /// Counts a lane no more and takes its handle out of the loop.
    func retire(_ lane: Lane) {
        hosts.count(-1, at: lane.host)
        takeOut(lane)
    }

    /// Removes a lane's handle from the loop.
    func takeOut(_ lane: Lane) {
        if lane.order.scheme.transfer.waitsForGoodbye { lane.handle.cutConnection() }
        lane.dropPausedBytes()
        lane.handle.noteVersion()
        remove(lane.handle, isPolled: lane.isPolled)
    }

    /// The next transfer that has ended; `nil` when libcurl knows no more.
    ///
    /// One by one: what follows from an end may stop other lanes, whose ends are then another thing.
    func nextEnd() -> (lane: Lane, result: TransferResult)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(loop.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
            else { continue }
            let result = TransferResult(code: pdl_message_result(message))
            if let fetch = fetches.running[easy] {
                finish(fetch, result)
                continue
            }
            guard let context = pdl_get_private(easy) else { continue }
            // The pool holds every lane whose handle is in the loop: in its download's transfers,
            // draining or departing.
            return (Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue(), result)
        }
        return nil
    }

    /// Whether a transfer that has ended was a download's; if not, its connection is free now.
    func isUnderWay(_ lane: Lane) -> Bool {
        if depart(lane) { return false }
        if draining.removeValue(forKey: lane.handle.pointer) != nil || !lane.owner.holds(lane) {
            retire(lane)
            return false
        }
        return true
    }

    /// Takes out a lane that has ended or is to be opened once more.
    func remove(_ lane: Lane) {
        lane.owner.lanes[lane.id] = nil
        retire(lane)
    }

    /// Whether a lane is to be asked for once more, as its request was not sent, or as the proxy
    /// gives no tunnel.
    func mustRepeat(_ lane: Lane, _ result: TransferResult) -> Bool {
        if lane.handle.isUnsent { return true }
        guard lane.wasRefusedTunnel(result), !hosts[lane.host].hasNoTunnel,
            lane.setup.transport.ftpSecurity == .off
        else { return false }
        hosts[lane.host].hasNoTunnel = true
        return true
    }

    /// Gives up error pages that do not end.
    private func dropSlowPages(at time: Instant) {
        for lane in Array(draining.values)
        where time - lane.drain.since > TransferPool.drainSeconds {
            draining[lane.handle.pointer] = nil
            retire(lane)
            events.append(.freed)
        }
    }

    // MARK: Turns

    /// Begins a turn.
    func beginTurn(at time: Instant) {
        yard.limiter.fill(at: time)
        if polledCount > 0 { loop.performAll() }
        if !draining.isEmpty { dropSlowPages(at: time) }
        retryFetches(at: time)
    }

    /// Notes what is to be told.
    func tell(_ event: TransferEvent) { events.append(event) }

    /// What has come of orders since the last call, oldest first.
    func takeEvents() -> [TransferEvent] {
        guard !events.isEmpty else { return [] }
        defer { events = [] }
        return events
    }

    /// The seconds after which the next turn is due; `nil` for none.
    func nextTurn(after time: Instant) -> Double? {
        if !yard.attention.isEmpty || !yard.moved.isEmpty || !events.isEmpty { return 0 }
        var due: [Double] = []
        if polledCount > 0 { due.append(TransferPool.pollSeconds) }
        if !departures.isEmpty { due.append(TransferPool.departureSeconds) }
        if fileEnds.needsPolling { due.append(TransferPool.pollSeconds) }
        if !fileEnds.isEmpty { due.append(1) }
        if releases.contains(where: { $0.hold == .limit }) { due.append(0.01) }
        if !queue.isEmpty { due.append(1) }
        if !draining.isEmpty { due.append(TransferPool.drainSeconds) }
        if let retry = fetches.nextRetry { due.append(retry - time) }
        return due.min()
    }
}
