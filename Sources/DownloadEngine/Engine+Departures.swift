import CLibcurl
import DownloadCore
import Glibc

/// How the next fragment of an FTP download gets the connection of one that is full.
///
/// A fragment that is full leaves in the middle of its file. Its server answers when it has noticed,
/// and only then is the connection free. libcurl would wait for the answer in the loop's thread, so
/// it is asked to go on only when the answer is there.
extension Engine {
    /// A lane that only waits for the reply that frees its connection.
    struct Departure {
        /// The lane.
        let lane: Lane
        /// Since when it is full.
        let since: Instant
        /// The control connection; `nil` while nobody gets it.
        var control: SocketBook.Socket?
        /// Who gets its connection; `nil` so far.
        var heir: LaneID?
        /// What the heir's first bytes are compared with; `nil` while that is being read.
        var overlap: [UInt8]?
        /// Whether libcurl has been asked to go on.
        var isAnswered = false
    }

    /// Seconds for which a reply is waited for.
    static let departureSeconds = 3.0

    /// Gives a new lane a connection of its download that is about to be free, if there is one.
    func inherit(_ id: LaneID, _ order: LaneOrder, for entry: Entry) {
        let index = departures.firstIndex { departure in
            departure.heir == nil && departure.lane.download == entry.download.id
                && departure.lane.order.url == order.url
        }
        guard let index else { return }
        let lane = departures[index].lane
        guard lane.leave(), let control = lane.handle.sockets.first else {
            departures.remove(at: index)
            takeOut(lane)
            return
        }
        departures[index].heir = id
        departures[index].control = control
        loop.watch(control.number)
    }

    /// Whether a lane, for which all else is ready, waits for its connection.
    func awaitsDeparture(_ id: LaneID, _ overlap: [UInt8], of entry: Entry) -> Bool {
        let index = departures.firstIndex {
            $0.heir == id && $0.lane.download == entry.download.id
        }
        guard let index else { return false }
        departures[index].overlap = overlap
        return true
    }

    /// Goes on with those that have their reply, and ends those that nobody waits for, or whose
    /// server does not answer.
    func settleDepartures(at time: Instant) {
        for departure in departures {
            let lane = departure.lane
            let isWanted = departure.heir.map { heir in
                entries[lane.download]?.waitingOrders[heir] != nil
            }
            if isWanted != true || time - departure.since > Engine.departureSeconds {
                depart(lane)
            } else if !departure.isAnswered, let control = departure.control, hasReply(control) {
                loop.unwatch(control.number)
                if let index = departures.firstIndex(where: { $0.lane === lane }) {
                    departures[index].isAnswered = true
                }
                if lane.release() != CURLE_OK { depart(lane) }
            }
        }
    }

    /// Ends a departure, and begins what has waited for it.
    ///
    /// - Returns: Whether the lane was departing.
    @discardableResult
    func depart(_ lane: Lane) -> Bool {
        guard let index = departures.firstIndex(where: { $0.lane === lane }) else { return false }
        let departure = departures.remove(at: index)
        if let control = departure.control, !departure.isAnswered { loop.unwatch(control.number) }
        takeOut(lane)
        if let heir = departure.heir, let overlap = departure.overlap {
            overlapReady(lane.download, heir, overlap)
            entries[lane.download]?.lanes[heir]?.handle.sockets.inherited = departure.control
        }
        return true
    }

    func hasReply(_ control: SocketBook.Socket) -> Bool {
        var question = pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)
        return poll(&question, 1, 0) != 0
    }
}
