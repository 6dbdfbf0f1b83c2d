import DownloadCore

/// What is known about the hosts of downloads: their free connections, refusals and outages, and
/// what is kept of it for the next run.
///
/// Used on the loop's thread only.
final class TaskHosts {
    /// Whether a download's host can be asked.
    enum Reach {
        /// It can.
        case reachable
        /// It cannot now; until then another download finds out.
        case away(until: Instant)
        /// It has been away for so long that the download fails.
        case gone(DownloadError)
    }

    private let transfers: TransferPool
    private let tasks: TaskTable

    init(transfers: TransferPool, tasks: TaskTable) {
        self.transfers = transfers
        self.tasks = tasks
    }

    /// The table of hosts.
    var table: HostTable {
        get { transfers.hosts }
        _modify { yield &transfers.hosts }
    }

    // MARK: Hosts of downloads

    /// Returns the host that a download's next lane connects to.
    func host(of task: DownloadTask) -> HostID {
        host(of: task.ask { $0.sources.url(of: $0.sources.primary) }, for: task)
    }

    /// Returns the host of a URL that a download uses.
    func host(of url: String, for task: DownloadTask) -> HostID {
        task.host(of: url, in: &table)
    }

    // Finding a host may add it to the table, so it is found before the table is read.

    /// Returns the group in which a download's host shares its connections.
    func group(of task: DownloadTask) -> HostTable.Group {
        let host = host(of: task)
        return table.group(of: host)
    }

    /// Returns the number of connections that may be opened to the host of a download's next lane.
    func freeConnections(of task: DownloadTask) -> Int {
        let host = host(of: task)
        return table.free(host)
    }

    /// Returns whether a running download waits for a connection beyond its host's limit.
    func holdsBack(_ task: DownloadTask) -> Bool {
        task.ask { $0.lanes.isEmpty && $0.state == .running } && freeConnections(of: task) <= 0
    }

    // MARK: Answers

    /// Records that the host of a URL served a request.
    func accepted(_ url: String) {
        let host = table.id(of: url)
        // The count matters only where the ceiling is lowered; small files come by the thousand.
        let serving = table[host].ceiling.isLowered ? serving(host).count : 0
        table[host].ceiling.accepted(url, serving: serving)
    }

    /// Records that the host of a URL refused a connection or a request.
    func refused(_ url: String, retryAfter: Double? = nil, at time: Instant) {
        let host = table.id(of: url)
        let serving = serving(host)
        table[host].ceiling.refused(
            url, isServed: serving.contains(url), serving: serving.count, retryAfter: retryAfter,
            at: time)
    }

    /// Returns the URL of each lane that receives bytes from a host.
    private func serving(_ host: HostID) -> [String] {
        tasks.active.values.flatMap { task in
            task.ask { $0.lanes.values.filter(\.isAccepted).map(\.order.url) }
                .filter { table.id(of: $0) == host }
        }
    }

    // MARK: Outages

    /// The maximum number of downloads that wait for their hosts besides the active ones.
    private static let mostAway = 64

    /// The number of active downloads that only wait for their hosts: others may use their places.
    var awayCount: Int {
        min(tasks.active.values.count { $0.ask { $0.outage } != nil }, Self.mostAway)
    }

    /// Records that a download cannot reach its only host.
    func noteOutage(_ error: DownloadError, of task: DownloadTask, at time: Instant) {
        guard error.isOutage, task.ask({ $0.sources.count == 1 }) else { return }
        let host = host(of: task)
        table[host].outage.gaveUp(error, by: task.id, at: time)
    }

    /// Returns whether a waiting download's host can be asked; in unattended runs, the download
    /// fails in the end.
    func reach(of task: DownloadTask, isWatched: Bool, at time: Instant) -> Reach {
        reach(
            host(of: task), isOnly: task.ask { $0.sources.count == 1 }, isWatched: isWatched,
            at: time)
    }

    /// Returns the same for a download that has not begun.
    func reach(of resting: DownloadSnapshot, isWatched: Bool, at time: Instant) -> Reach {
        let urls = resting.urls
        return reach(
            table.id(of: urls.first ?? ""), isOnly: urls.count <= 1, isWatched: isWatched,
            at: time)
    }

    private func reach(
        _ host: HostID, isOnly: Bool, isWatched: Bool, at time: Instant
    ) -> Reach {
        guard table[host].outage.isAway, isOnly else { return .reachable }
        if let error = table[host].outage.reasonToGiveUp(isWatched: isWatched) {
            return .gone(error)
        }
        // One at a time, to probe whether the host is back.
        let start = table[host].outage.start(at: time)
        let isTried = tasks.active.values.contains { $0.lastHost == host }
        guard start != nil || isTried else { return .reachable }
        return .away(until: start ?? time + 1)
    }

    /// Tries all hosts again.
    func forgetOutages() { table.updateAll { $0.outage.answered() } }

    // MARK: The next run

    /// Adopts what an earlier run has learnt about a host.
    func remember(_ known: LedgerHost, date: Double) {
        let host = table.id(ofKey: known.host)
        table[host].remember(
            ceiling: known.connectionCeiling, goodFragments: known.goodFragments,
            updated: known.updated, date: date)
    }

    /// Records how many connections a completed download has found useful.
    func learn(from task: DownloadTask, date: Double) {
        guard let count = task.ask({ $0.goodFragments }), let host = task.lastHost,
            task.ask({ $0.sources.count <= 1 })
        else { return }
        table[host].learn(goodFragments: count, date: date)
    }

    /// Returns the facts about hosts that the ledger is to store.
    func rows(date: Double) -> [LedgerHost] {
        var rows: [LedgerHost] = []
        table.updateAll { host in
            guard host.isWorthKeeping else { return }
            host.isKept = true
            var row = LedgerHost(host: host.key)
            row.connectionCeiling = host.ceiling.isLowered ? host.ceiling.allowed : nil
            row.goodFragments = host.goodFragments
            row.updated = host.goodFragments == nil ? date : host.updated
            rows.append(row)
        }
        return rows
    }
}
