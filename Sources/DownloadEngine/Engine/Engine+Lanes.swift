import DownloadCore

extension Engine {
    /// Opens a lane, after reading the bytes on disk that an overlap is compared with.
    func open(_ id: LaneID, _ order: LaneOrder, for task: DownloadTask) {
        let host = host(of: order.url, for: task)
        if transfers.queueIfFull(id, order, at: host, of: task.transfers) { return }
        if order.scheme.transfer.checksEdges { learnBeginning(of: task) }
        let setup = LaneSetup(
            id: id, order: order, host: host, transport: task.download.request.transport,
            slot: slot(of: task), disk: task.disk)
        transfers.open(setup, of: task.transfers)
        if order.overlap > 0, let range = order.range {
            readOverlap(
                ByteRange(range.start, range.start + order.overlap), lane: id, for: task)
        }
    }

    /// Makes the file's first bytes available for comparison, as far as possible; those of an
    /// earlier run are read from the disk.
    private func learnBeginning(of task: DownloadTask) {
        guard task.transfers.beginning == nil else { return }
        task.transfers.beginning = FileBeginning()
        let covered = task.download.plan.covered.ranges.first { $0.start == 0 }
        guard let covered, task.download.version.isFromDisk else { return }
        let range = ByteRange(0, min(covered.end, Int64(RestartCheck.most)))
        let id = task.download.id
        order(task) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(
                .run { engine in
                    guard let task = engine.tasks[id], task.slot === slot else { return }
                    task.transfers.beginning?.add(bytes, at: 0)
                })
            return nil
        }
    }

    // MARK: Effects on lanes

    func accept(_ id: LaneID, at position: Int64, overlap: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.accept(at: position, overlap: overlap)
        noteLength(of: lane, task)
        lane.gathersWhole =
            task.smallFile.pending != nil && position == 0 && overlap == 0
            && lane.span.end == task.smallFile.pending?.identity.length
        if lane.isFull { lane.flush() }
        if lane.awaitsRelease { transfers.release(lane) }
    }

    /// Has a lane gather the first bytes of its response before any of them is written.
    func gather(_ id: LaneID, _ count: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.gather(count)
        transfers.release(lane)
    }

    func setEnd(_ id: LaneID, _ end: Int64, of task: DownloadTask) {
        guard let lane = task.transfers.lanes[id] else { return }
        lane.span.end = end
        if lane.gathersWhole, end != task.smallFile.pending?.identity.length {
            makePendingPart(of: task)
        }
        if lane.hold == .end { transfers.release(lane) }
    }

    /// Tells an FTP lane the length of the file, as far as it can be trusted.
    private func noteLength(of lane: Lane, _ task: DownloadTask) {
        guard lane.span.edges != nil, !lane.order.ignoresLength else { return }
        lane.span.edges?.length = lane.fileAnswer?.length ?? task.download.version.identity?.length
    }

    /// Ends a lane after flushing what it has gathered.
    func stop(_ id: LaneID, of task: DownloadTask) {
        let time = clock()
        var isDead = false
        if let lane = task.transfers.lanes[id] {
            flushLast(lane, of: task)
            isDead = task.ask { $0.distrustsKept(at: time) }
        }
        transfers.stop(id, of: task.transfers, isDead: isDead, at: time)
    }

    // MARK: Lane events

    /// Handles the results of orders to the pool.
    func handleTransferEvents(at time: Instant) {
        for event in transfers.takeEvents() {
            switch event {
            case .held(let lane):
                if let task = tasks[lane.download] { tell(task, .lanePaused(lane.id)) }
            case .reachedEnd(let lane):
                guard let task = tasks[lane.download], task.transfers.holds(lane) else {
                    continue
                }
                task.download.advance(lane.id, to: lane.cursor, at: time)
                publisher.note(lane.download)
                handle(.reachedEnd(lane.id), for: [lane.download])
            case .ended(let lane, let result):
                if transfers.isHeld(lane) { finish(lane, result) }
            case .failed(let id, let lane, let error):
                handle(.ended(lane, .failed(error)), for: [id])
            case .freed: agenda.wantsFill = true
            }
        }
    }

    /// Handles a lane whose callback asked for attention.
    func attend(to lane: Lane, at time: Instant) {
        guard lane.owner.holds(lane) else { return }
        if lane.awaitsJudgement {
            judge(lane)
        } else if lane.hasBeginning {
            handle(.gathered(lane.id, whole: nil), for: [lane.download])
        } else {
            switch lane.hold {
            case .end: handle(.reachedEnd(lane.id), for: [lane.download])
            case .fileEnd: transfers.watchEnd(of: lane, at: time)
            case .block, .limit, .beginning: transfers.release(lane)
            case nil: break
            }
        }
    }

    /// Judges the head of a lane's response, or follows its redirect.
    private func judge(_ lane: Lane) {
        guard let task = tasks[lane.download] else { return }
        lane.handle.returnCookies(to: &task.transfers.cookies)
        transfers.hosts[lane.host].outage.answered()
        let expectation = task.ask { $0.expectation(of: lane.order) }
        if let answer = lane.fileAnswer {
            let judgement = Judgement.judge(answer, expecting: expectation)
            return handle(.head(lane.id, judgement, lane.facts), for: [lane.download])
        }
        do throws(DownloadError) {
            let head = try ResponseHead(lane.head)
            if transfers.mustBringPassword(lane, head) { return reopen(lane, for: task) }
            if [301, 302, 303, 307, 308].contains(head.status),
                let location = head.value("location"),
                let url = RedirectTarget.resolve(location, from: lane.order.url)
            {
                end(lane, .redirected(to: url, status: head.status), of: task)
            } else {
                let judgement = Judgement.judge(head, expecting: expectation, now: wallTime())
                handle(.head(lane.id, judgement, lane.facts), for: [lane.download])
            }
        } catch {
            end(lane, .failed(error), of: task)
        }
    }

    /// Ends a lane that the download may have dropped without a `stop`, so that it does not linger.
    private func end(_ lane: Lane, _ end: LaneEnd, of task: DownloadTask) {
        handle(.ended(lane.id, end), for: [lane.download])
        if let task = tasks[lane.download] { stop(lane.id, of: task) }
    }

    /// Repeats a lane's request under the same ID.
    private func reopen(_ lane: Lane, for task: DownloadTask) {
        transfers.remove(lane)
        open(lane.id, lane.order, for: task)
    }

    /// Handles the end of a transfer.
    func finish(_ lane: Lane, _ result: TransferResult) {
        guard transfers.isUnderWay(lane), let task = tasks[lane.download] else {
            agenda.wantsFill = true
            return
        }
        let result = lane.checked(result)
        if result.isSuccess {
            lane.span.edges?.isEndSeen = true
            // A response that has ended has delivered everything there is to gather.
            if let whole = lane.gatheredCount {
                handle(.gathered(lane.id, whole: whole), for: [lane.download])
            }
        }
        if result.isSuccess, let block = lane.takeWhole() { keepWhole(block, of: task) }
        flushLast(lane, of: task)
        task.download.advance(lane.id, to: lane.cursor, at: clock())
        if result.isSuccess {
            lane.closeHead()
            if lane.awaitsJudgement { judge(lane) }
        }
        guard task.transfers.holds(lane), !lane.keepsBack(result) else { return }
        if transfers.mustRepeat(lane, result) { return reopen(lane, for: task) }
        let refusal = lane.refusal(result)
        let event =
            refusal.map { Download.Event.head(lane.id, $0, lane.facts) }
            ?? .ended(lane.id, lane.end(result))
        let wasAccepted = lane.phase == .accepted || refusal != nil
        transfers.remove(lane)
        if !result.isSuccess, !wasAccepted { hostRefused(lane.order.url) }
        handle(event, for: [lane.download])
        // The download did not end here after all.
        if case .whole = task.smallFile { makePendingPart(of: task) }
    }
}
