import CLibcurl
import DownloadCore

/// Ends lanes, and takes the ends that libcurl reports.
extension TransferPool {
    /// Ends a lane.
    ///
    /// A short error page is read to its end, so that the connection stays usable.
    ///
    /// - Parameters:
    ///   - id: The lane.
    ///   - transfers: Its download's.
    ///   - isDead: Whether its connection seems to be dead; it would then serve neither the next
    ///     request nor other streams.
    ///   - time: The moment.
    func stop(_ id: LaneID, of transfers: DownloadTransfers, isDead: Bool, at time: Instant) {
        if let setup = transfers.waiting.removeValue(forKey: id) {
            hosts.count(-1, at: setup.host)
        }
        guard let lane = transfers.lanes.removeValue(forKey: id) else { return }
        if isDead { lane.handle.set(CURLOPT_FORBID_REUSE, true) }
        if lane.awaitsJudgement, lane.hasShortBody, !isClosed {
            lane.discard(at: time)
            draining.add(lane)
            release(lane)
            return
        }
        if lane.canLeave, !isClosed {
            hosts.count(-1, at: lane.host)
            handoffs.append(ConnectionHandoff(lane: lane, since: time))
            return
        }
        retire(lane)
    }

    /// Drops the lanes that wait for bytes to compare with or for a connection.
    func stopWaiting(of transfers: DownloadTransfers) {
        for setup in transfers.waiting.values { hosts.count(-1, at: setup.host) }
        transfers.waiting.removeAll()
    }

    /// Removes a lane from its host's count and its handle from the loop.
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

    /// Returns the next transfer that has ended; `nil` when libcurl reports no more.
    ///
    /// One by one: handling an end may stop other lanes, whose ends then mean something else.
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
            if let probe = probes[easy] {
                finish(probe, result)
                continue
            }
            guard let context = pdl_get_private(easy) else { continue }
            // The pool holds every lane whose handle is in the loop: in its download's transfers,
            // draining or departing.
            return (Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue(), result)
        }
        return nil
    }

    /// Returns whether a transfer that has ended was a download's; if not, its connection is free
    /// now.
    func isUnderWay(_ lane: Lane) -> Bool {
        if depart(lane) { return false }
        if draining.remove(lane) || !lane.owner.holds(lane) {
            retire(lane)
            return false
        }
        return true
    }

    /// Removes a lane that has ended or is to be reopened.
    func remove(_ lane: Lane) {
        lane.owner.lanes[lane.id] = nil
        retire(lane)
    }

    /// Returns whether a lane must be reopened because its request was not sent, or because the
    /// proxy refuses a tunnel.
    func mustRepeat(_ lane: Lane, _ result: TransferResult) -> Bool {
        if lane.handle.isUnsent { return true }
        guard lane.wasRefusedTunnel(result), !hosts[lane.host].hasNoTunnel,
            lane.setup.transport.ftpSecurity == .off
        else { return false }
        hosts[lane.host].hasNoTunnel = true
        return true
    }

    /// Abandons error pages that do not end.
    func dropSlowPages(at time: Instant) {
        for lane in draining.takeOverdue(at: time) {
            retire(lane)
            tell(.freed)
        }
    }
}
