import DownloadCore

/// Handles what transfers report.
extension Engine {
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
    func handleAttention(of lane: Lane, at time: Instant) {
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
            if transfers.mustBringPassword(lane, head) { return lanes.reopen(lane, for: task) }
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
        if let task = tasks[lane.download] { lanes.stop(lane.id, of: task, at: clock()) }
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
        if result.isSuccess, let block = lane.takeWhole() { files.small.keep(block, of: task) }
        files.small.flushLast(lane, of: task)
        task.download.advance(lane.id, to: lane.cursor, at: clock())
        if result.isSuccess {
            lane.closeHead()
            if lane.awaitsJudgement { judge(lane) }
        }
        guard task.transfers.holds(lane), !lane.keepsBack(result) else { return }
        if transfers.mustRepeat(lane, result) { return lanes.reopen(lane, for: task) }
        let refusal = lane.refusal(result)
        let event =
            refusal.map { Download.Event.head(lane.id, $0, lane.facts) }
            ?? .ended(lane.id, lane.end(result))
        let wasAccepted = lane.phase == .accepted || refusal != nil
        transfers.remove(lane)
        if !result.isSuccess, !wasAccepted { hosts.refused(lane.order.url, at: clock()) }
        handle(event, for: [lane.download])
        // The download did not end here after all.
        if case .whole = task.smallFile { files.small.makePart(of: task) }
    }
}
