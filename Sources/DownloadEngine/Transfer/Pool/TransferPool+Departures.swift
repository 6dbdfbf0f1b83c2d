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
    static let departureSeconds = 3.0

    /// Assigns a connection of its download that is about to be free to a new lane, if there is
    /// one.
    func inherit(_ setup: LaneSetup, of transfers: DownloadTransfers) {
        let index = departures.firstIndex { departure in
            departure.heir == nil && departure.lane.owner === transfers
                && departure.lane.order.url == setup.order.url
        }
        guard let index else { return }
        let lane = departures[index].lane
        guard lane.leave(), let control = lane.handle.sockets.first else {
            departures.remove(at: index)
            takeOut(lane)
            return
        }
        departures[index].heir = setup.id
        departures[index].control = control
        loop.watch(control.number)
    }

    /// Returns whether a lane that is otherwise ready waits for its connection.
    func awaitsDeparture(
        _ id: LaneID, _ overlap: [UInt8], of transfers: DownloadTransfers
    ) -> Bool {
        let index = departures.firstIndex { $0.heir == id && $0.lane.owner === transfers }
        guard let index else { return false }
        departures[index].overlap = overlap
        return true
    }

    /// Resumes the departures that have their reply.
    ///
    /// Ends those that no lane waits for, or whose server does not reply.
    func settleDepartures(at time: Instant) {
        for departure in departures {
            let lane = departure.lane
            let isWanted = departure.heir.map { lane.owner.waiting[$0] != nil }
            if isWanted != true || time - departure.since > TransferPool.departureSeconds {
                depart(lane)
            } else if !departure.isAnswered, let control = departure.control, hasReply(control) {
                loop.unwatch(control.number)
                if let index = departures.firstIndex(where: { $0.lane === lane }) {
                    departures[index].isAnswered = true
                }
                if !lane.release().isSuccess { depart(lane) }
            }
        }
    }

    /// Ends a departure, and starts the lane that has waited for it.
    ///
    /// - Returns: Whether the lane was departing.
    @discardableResult
    func depart(_ lane: Lane) -> Bool {
        guard let index = departures.firstIndex(where: { $0.lane === lane }) else { return false }
        let departure = departures.remove(at: index)
        if let control = departure.control, !departure.isAnswered { loop.unwatch(control.number) }
        takeOut(lane)
        if let heir = departure.heir, let overlap = departure.overlap {
            overlapReady(heir, overlap, of: lane.owner)
            lane.owner.lanes[heir]?.handle.sockets.inherited = departure.control
        }
        return true
    }

    func hasReply(_ control: SocketBook.Socket) -> Bool {
        var question = pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)
        return poll(&question, 1, 0) != 0
    }
}
