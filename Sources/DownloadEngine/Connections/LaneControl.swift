import DownloadCore

/// Performs what downloads order of their lanes.
///
/// Used on the loop's thread only.
final class LaneControl {
    private let transfers: TransferPool
    private let hosts: TaskHosts
    private let files: TaskFiles
    private let early: EarlyStarts

    init(transfers: TransferPool, hosts: TaskHosts, files: TaskFiles, early: EarlyStarts) {
        self.transfers = transfers
        self.hosts = hosts
        self.files = files
        self.early = early
    }

    /// Opens a lane, after reading the bytes on disk that an overlap is compared with.
    func open(_ id: LaneID, _ order: LaneOrder, for task: DownloadTask) {
        let host = hosts.host(of: order.url, for: task)
        if transfers.queueIfFull(id, order, at: host, of: task.transfers) { return }
        if order.scheme.transfer.checksEdges { files.orders.learnBeginning(of: task) }
        let setup = LaneSetup(
            id: id, order: order, host: host, transport: task.ask { $0.request.transport },
            slot: files.orders.slot(of: task), disk: task.disk,
            stallSeconds: task.ask { $0.policy.stallSeconds })
        transfers.open(setup, of: task.transfers)
        guard order.overlap > 0, let range = order.range else { return }
        files.small.makePart(of: task)
        files.orders.readOverlap(
            ByteRange(range.start, range.start + order.overlap), lane: id, of: task)
    }

    /// Repeats a lane's request under the same ID.
    func reopen(_ lane: Lane, for task: DownloadTask) {
        transfers.remove(lane)
        open(lane.id, lane.order, for: task)
    }

    /// Accepts the bytes of a lane's response.
    func accept(_ id: LaneID, at position: Int64, overlap: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.accept(at: position, overlap: overlap)
        noteLength(of: lane, task)
        lane.gathersWhole =
            task.smallFile.pending != nil && position == 0 && overlap == 0
            && lane.span.end == task.smallFile.pending?.identity.length
        hosts.table[lane.host].servesSmallFiles = lane.gathersWhole
        if lane.isFull { lane.flush() }
        if lane.awaitsRelease { transfers.release(lane) }
    }

    /// Has a lane gather the first bytes of its response before any of them is written.
    func gather(_ id: LaneID, _ count: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.gather(count)
        transfers.release(lane)
    }

    /// Changes the position at which a lane stops.
    func setEnd(_ id: LaneID, _ end: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.span.end = end
        if lane.gathersWhole, end != task.smallFile.pending?.identity.length {
            files.small.makePart(of: task)
        }
        if lane.hold == .end { transfers.release(lane) }
    }

    /// Tells an FTP lane the length of the file, as far as it can be trusted.
    private func noteLength(of lane: Lane, _ task: DownloadTask) {
        guard lane.span.edges != nil, !lane.order.ignoresLength else { return }
        lane.span.edges?.length =
            lane.fileAnswer?.length ?? task.ask { $0.version.identity?.length }
    }

    /// Ends a lane after flushing what it has gathered.
    func stop(_ id: LaneID, of task: DownloadTask, at time: Instant) {
        var isDead = false
        if let lane = task.transfers.lanes[id] {
            files.small.flushLast(lane, of: task)
            isDead = task.ask { $0.distrustsKept(at: time) }
        }
        transfers.stop(id, of: task.transfers, isDead: isDead, at: time)
    }

    /// Ends all lanes of a download.
    func stopAll(of task: DownloadTask, at time: Instant) {
        for lane in Array(task.transfers.lanes.keys) { stop(lane, of: task, at: time) }
        transfers.stopWaiting(of: task.transfers)
    }

    // MARK: Responses

    /// What a response's head means.
    enum Answer {
        /// The download is to judge it.
        case event(Download.Event)
        /// The lane has ended.
        case end(LaneEnd)
        /// The request is to be repeated with credentials.
        case repeated
    }

    /// Reads the head of a lane's response.
    func answer(of lane: Lane, for task: DownloadTask, date: Double) -> Answer {
        lane.handle.returnCookies(to: &task.transfers.cookies)
        early.hostAnswered(lane.host)
        let expectation = task.ask { $0.expectation(of: lane.order) }
        if let answer = lane.fileAnswer {
            let judgement = Judgement.judge(answer, expecting: expectation)
            return .event(.head(lane.id, judgement, lane.facts))
        }
        do throws(DownloadError) {
            let head = try ResponseHead(lane.head)
            if transfers.mustBringPassword(lane, head) { return .repeated }
            if let error = CurlFailure.loginRefused(
                head, by: lane.handle.proxy, lane.order.scheme.transfer)
            {
                return .end(.failed(error))
            }
            // A 300 with a Location names the preferred choice (RFC 9110 section 15.4.1).
            if [300, 301, 302, 303, 307, 308].contains(head.status),
                let location = head.value("location"),
                let url = RedirectTarget.resolve(location, from: lane.order.url)
            {
                return .end(.redirected(to: url, status: head.status))
            }
            var judgement = Judgement.judge(head, expecting: expectation, now: date)
            if head.status == 400, expectation.length == nil, case .fail(var error) = judgement,
                let advice = TLSAdvice.text(for: lane.order.url, lane.handle.proxy)
            {
                error.cause += advice
                judgement = .fail(error)
            }
            return .event(.head(lane.id, judgement, lane.facts))
        } catch {
            return .end(.failed(error))
        }
    }

    // MARK: Silence

    /// The seconds that connections get to show that they have survived a standstill.
    private static let wakingSeconds = 3.0

    /// Resets the stall timers of lanes that we have paused, which are not silent; after the
    /// process, or the machine, has stood still, those of all, which are then given up soon if they
    /// stay silent once the waiting bytes are read.
    func excuse(_ tasks: some Sequence<DownloadTask>, all: Bool, to events: TaskEvents) {
        for task in tasks {
            for lane in task.transfers.lanes.values {
                if lane.hold == .block || lane.hold == .limit {
                    events.add(.told(.stallTimerReset(lane.id, allowing: nil)), of: task)
                } else if all {
                    events.add(
                        .told(.stallTimerReset(lane.id, allowing: Self.wakingSeconds)), of: task)
                }
            }
        }
    }
}
