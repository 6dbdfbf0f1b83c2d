import CLibcurl
import DownloadCore
import Glibc

/// Hands the connection of a full fragment to the next fragment of an FTP download.
///
/// A full fragment ends in the middle of its file. Its server replies once it has noticed, and only
/// then is the connection free. libcurl would wait for the reply in the loop's thread, so it is
/// resumed only when the reply has arrived.
extension TransferPool {
    /// The seconds to wait for a reply.
    static let handoffSeconds = 3.0

    /// Assigns a connection of its download that is about to be free to a new lane, if there is
    /// one.
    func inherit(_ setup: LaneSetup, of transfers: DownloadTransfers) {
        let index = handoffs.firstIndex { handoff in
            handoff.successor == nil && handoff.lane.owner === transfers
                && handoff.lane.order.url == setup.order.url
        }
        guard let index else { return }
        let lane = handoffs[index].lane
        guard lane.leave(), let control = lane.handle.sockets.first else {
            handoffs.remove(at: index)
            takeOut(lane)
            return
        }
        handoffs[index].successor = setup.id
        handoffs[index].control = control
        loop.watch(control.number)
    }

    /// Returns whether a lane that is otherwise ready waits for its connection.
    func awaitsDeparture(
        _ id: LaneID, _ overlap: [UInt8], of transfers: DownloadTransfers
    ) -> Bool {
        let index = handoffs.firstIndex { $0.successor == id && $0.lane.owner === transfers }
        guard let index else { return false }
        handoffs[index].overlap = overlap
        return true
    }

    /// Resumes the handoffs that have their reply.
    ///
    /// Ends those that no lane waits for, or whose server does not reply.
    func settleDepartures(at time: Instant) {
        for handoff in handoffs {
            let lane = handoff.lane
            let isWanted = handoff.successor.map { lane.owner.waiting[$0] != nil }
            if isWanted != true || time - handoff.since > TransferPool.handoffSeconds {
                depart(lane)
            } else if !handoff.isAnswered, let control = handoff.control, hasReply(control) {
                loop.unwatch(control.number)
                if let index = handoffs.firstIndex(where: { $0.lane === lane }) {
                    handoffs[index].isAnswered = true
                }
                if !lane.release().isSuccess { depart(lane) }
            }
        }
    }

    /// Ends a handoff, and starts the lane that has waited for it.
    ///
    /// - Returns: Whether the lane was departing.
    @discardableResult
    func depart(_ lane: Lane) -> Bool {
        guard let index = handoffs.firstIndex(where: { $0.lane === lane }) else { return false }
        let handoff = handoffs.remove(at: index)
        if let control = handoff.control, !handoff.isAnswered { loop.unwatch(control.number) }
        takeOut(lane)
        if let successor = handoff.successor, let overlap = handoff.overlap {
            overlapReady(successor, overlap, of: lane.owner)
            lane.owner.lanes[successor]?.handle.sockets.inherited = handoff.control
        }
        return true
    }

    /// Ends all handoffs; the lanes that wait for them are not started.
    func endHandoffs() {
        for handoff in handoffs {
            if let control = handoff.control, !handoff.isAnswered { loop.unwatch(control.number) }
            takeOut(handoff.lane)
        }
        handoffs.removeAll()
    }

    func hasReply(_ control: SocketRegistry.Socket) -> Bool {
        var question = pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)
        return poll(&question, 1, 0) != 0
    }
}
