import CLibcurl
import DownloadCore

extension Engine {
    /// Opens a lane, after reading what its first bytes are compared with if there is an overlap.
    func open(_ id: LaneID, _ order: LaneOrder, for entry: Entry) {
        let host = host(of: order.url, for: entry)
        if waitsForCapacity(id, order, at: host, for: entry) { return }
        hosts.count(1, at: host)
        inherit(id, order, for: entry)
        guard order.overlap > 0, let range = order.range else {
            begin(id, order, at: host, overlap: [], for: entry)
            return
        }
        entry.waitingOrders[id] = (order, host)
        readOverlap(ByteRange(range.start, range.start + order.overlap), lane: id, for: entry)
    }

    /// The bytes to compare with are there.
    func overlapReady(_ download: DownloadID, _ lane: LaneID, _ bytes: [UInt8]) {
        guard let entry = entries[download],
            let (order, host) = entry.waitingOrders.removeValue(forKey: lane)
        else { return }
        begin(lane, order, at: host, overlap: bytes, for: entry)
    }

    private func begin(
        _ id: LaneID, _ order: LaneOrder, at host: HostID, overlap: [UInt8], for entry: Entry
    ) {
        if awaitsDeparture(id, overlap, of: entry) {
            entry.waitingOrders[id] = (order, host)
            return
        }
        guard let handle = EasyHandle() else {
            hosts.count(-1, at: host)
            let error = DownloadError(.defect, "no memory for a connection")
            handle(.ended(id, .failed(error)), for: [entry.download.id])
            return
        }
        let slot = slot(of: entry)
        let lane = Lane(
            id: id, download: entry.download.id, order: order, handle: handle, host: host,
            overlap: overlap, slot: slot, disk: entry.disk, yard: yard,
            beginning: order.scheme.isFTP ? beginning(of: entry) : nil)
        var hostOptions: HostOptions?
        if !configuration.hosts.isEmpty, let name = (try? SourceURL(order.url))?.host {
            hostOptions = configuration.hosts[name]
        }
        handle.prepare(
            order, options: entry.download.request.transport, configuration: configuration,
            host: hostOptions, loop: loop, buffer: bufferSize, cookies: entry.cookies,
            tunnels: !hosts[host].hasNoTunnel, sendsBasic: hosts[host].login.sendsBasic)
        if let problem = handle.problem {
            hosts.count(-1, at: host)
            self.handle(.ended(id, .failed(problem)), for: [entry.download.id])
            return
        }
        handle.connect(to: lane)
        entry.lanes[id] = lane
        lane.isPolled = order.scheme.needsPolling(entry.download.request.transport)
        if lane.isPolled { polledLanes += 1 }
        curl_multi_add_handle(loop.multi, handle.pointer)
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

    // MARK: What a download wants

    func accept(_ id: LaneID, at position: Int64, overlap: Int64, of entry: Entry) {
        guard let lane = entry.lanes[id] else { return }
        lane.accept(at: position, overlap: overlap)
        noteLength(of: lane, entry)
        lane.gathersWhole =
            entry.pendingPart != nil && position == 0 && overlap == 0
            && lane.end == entry.pendingPart?.identity.length
        if lane.isFull { lane.flush() }
        if lane.awaitsRelease { releases.append(lane) }
    }

    /// Has a lane gather the first bytes of its response, of which none is written yet.
    func gather(_ id: LaneID, _ count: Int64, of entry: Entry) {
        guard let lane = entry.lanes[id] else { return }
        lane.gather(count)
        releases.append(lane)
    }

    func setEnd(_ id: LaneID, _ end: Int64, of entry: Entry) {
        guard let lane = entry.lanes[id] else { return }
        lane.end = end
        if lane.gathersWhole, end != entry.pendingPart?.identity.length {
            makePendingPart(of: entry)
        }
        if lane.hold == .end { releases.append(lane) }
    }

    /// Ends a lane; a short error page is read to its end, so that the connection stays usable.
    func stop(_ id: LaneID, of entry: Entry) {
        if let (_, host) = entry.waitingOrders.removeValue(forKey: id) { hosts.count(-1, at: host) }
        guard let lane = entry.lanes[id] else { return }
        flushLast(lane, of: entry)
        entry.lanes[id] = nil
        // A connection that has died would serve the next request no better, nor other streams.
        if entry.ask({ $0.distrustsKept(at: clock()) }) {
            lane.handle.set(CURLOPT_FORBID_REUSE, true)
        }
        if lane.awaitsJudgement, lane.hasShortBody, !isShuttingDown {
            lane.discard(at: clock())
            draining[lane.handle.pointer] = lane
            releases.append(lane)
            return
        }
        if lane.canLeave, !isShuttingDown {
            hosts.count(-1, at: lane.host)
            departures.append(Departure(lane: lane, since: clock()))
            return
        }
        retire(lane)
    }

    /// Counts a lane no more and takes its handle out of the loop.
    func retire(_ lane: Lane) {
        hosts.count(-1, at: lane.host)
        takeOut(lane)
    }

    /// Removes a lane's handle from the loop.
    func takeOut(_ lane: Lane) {
        if lane.isPolled { polledLanes -= 1 }
        if lane.order.scheme == .sftp { lane.handle.cutConnection() }
        lane.dropPausedBytes()
        lane.handle.noteVersion()
        curl_multi_remove_handle(loop.multi, lane.handle.pointer)
    }

    // MARK: What lanes report

    /// Acts on a lane whose callback asked for it.
    func attend(to lane: Lane) {
        guard let entry = entries[lane.download], entry.lanes[lane.id] === lane else { return }
        if lane.awaitsJudgement {
            judge(lane)
        } else if lane.hasBeginning {
            handle(.gathered(lane.id, whole: nil), for: [lane.download])
        } else {
            switch lane.hold {
            case .end: handle(.reachedEnd(lane.id), for: [lane.download])
            case .fileEnd: watchEnd(of: lane)
            case .block, .limit, .beginning: releases.append(lane)
            case nil: break
            }
        }
    }

    /// Judges the head of a lane's response, or follows its redirect.
    private func judge(_ lane: Lane) {
        let event: Download.Event
        if let entry = entries[lane.download] { lane.handle.returnCookies(to: &entry.cookies) }
        do throws(DownloadError) {
            if let answer = lane.fileAnswer {
                hosts[lane.host].outage.answered()
                let judgement = Judgement.judge(answer, expecting: expectation(of: lane))
                handle(.head(lane.id, judgement, lane.facts), for: [lane.download])
                return
            }
            hosts[lane.host].outage.answered()
            let head = try ResponseHead(lane.head)
            if asksAgainWithPassword(lane, head) { return }
            if [301, 302, 303, 307, 308].contains(head.status),
                let location = head.value("location"),
                let url = RedirectTarget.resolve(location, from: lane.order.url)
            {
                event = .ended(lane.id, .redirected(to: url, status: head.status))
            } else {
                let judgement = Judgement.judge(
                    head, expecting: expectation(of: lane), now: wallTime())
                event = .head(lane.id, judgement, lane.facts)
            }
        } catch {
            event = .ended(lane.id, .failed(error))
        }
        handle(event, for: [lane.download])
        // A lane that the download has done with without saying `stop` must not linger.
        if case .ended = event, let entry = entries[lane.download] { stop(lane.id, of: entry) }
    }

    private func expectation(of lane: Lane) -> Expectation {
        entries[lane.download]?.ask { $0.expectation(of: lane.order) } ?? Expectation()
    }

    /// Reads which transfers have ended.
    func finishTransfers() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(loop.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
            else { continue }
            let code = pdl_message_result(message)
            if let fetch = fetches[easy] {
                finish(fetch, code)
                continue
            }
            guard let context = pdl_get_private(easy) else { continue }
            // The engine holds every lane whose handle is in the loop: in its entry, draining or
            // departing.
            let lane = Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue()
            finish(lane, code)
        }
    }

    func finish(_ lane: Lane, _ result: CURLcode) {
        let code = result == CURLE_OK && lane.isHeadCut ? CURLE_GOT_NOTHING : result
        if depart(lane) { return }
        if draining.removeValue(forKey: lane.handle.pointer) != nil {
            retire(lane)
            wantsFill = true
            return
        }
        guard let entry = entries[lane.download], entry.lanes[lane.id] === lane else {
            retire(lane)
            return
        }
        if code == CURLE_OK { lane.edges?.isEndSeen = true }
        // A response that is over has brought all that there is to gather.
        if code == CURLE_OK, let whole = lane.gatheredCount {
            handle(.gathered(lane.id, whole: whole), for: [lane.download])
        }
        entry.whole = code == CURLE_OK ? lane.takeWhole() : nil
        flushLast(lane, of: entry)
        entry.download.advance(lane.id, to: lane.cursor, at: clock())
        if code == CURLE_OK {
            lane.closeHead()
            if lane.awaitsJudgement { judge(lane) }
        }
        guard entry.lanes[lane.id] === lane, !lane.keepsBack(code) else { return }
        entry.lanes[lane.id] = nil
        if lane.handle.isUnsent {
            retire(lane)
            open(lane.id, lane.order, for: entry)
            return
        }
        let refusal = lane.refusal(code)
        let event =
            refusal.map { Download.Event.head(lane.id, $0, lane.facts) }
            ?? .ended(lane.id, end(of: lane, code))
        let wasAccepted = lane.phase == .accepted || refusal != nil
        if lane.wasRefusedTunnel(code), !hosts[lane.host].hasNoTunnel,
            entry.download.request.transport.ftpSecurity == .off
        {
            hosts[lane.host].hasNoTunnel = true
            retire(lane)
            open(lane.id, lane.order, for: entry)
            return
        }
        retire(lane)
        if code != CURLE_OK, !wasAccepted { hostRefused(lane.order.url) }
        handle(event, for: [lane.download])
        if let whole = entry.whole {
            // It was not the end after all.
            entry.whole = nil
            makePendingPart(of: entry)
            entry.disk.write(whole, at: 0, of: slot(of: entry))
        }
    }

    private func end(of lane: Lane, _ code: CURLcode) -> LaneEnd {
        if let mismatch = lane.mismatch { return mismatch }
        if let fault = lane.codingFault(code) { return .failed(fault) }
        if code == CURLE_OK, !lane.isComparing { return .complete }
        if code == CURLE_OK {
            return .failed(DownloadError(.cutShort, "the server ended the response too early"))
        }
        return .failed(CurlFailure.error(code, of: lane.handle, at: lane.order.url))
    }
}

extension SourceURL.Scheme {
    /// Whether libcurl must be asked about a transfer although none of its sockets is due: of
    /// encrypted FTP, libcurl 7.88 does not report all that it waits for to who watches its sockets.
    func needsPolling(_ options: TransportOptions) -> Bool {
        self == .ftps || self == .ftp && options.ftpSecurity != .off
    }
}
