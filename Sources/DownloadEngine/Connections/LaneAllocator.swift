import DownloadCore

/// Distributes connections among the active downloads, within the limits of their hosts and of the
/// process's file descriptors.
///
/// It decides who opens how many; opening them is up to its caller. Used on the loop's thread only.
final class LaneAllocator {
    /// What a download is to do.
    enum Step {
        /// It may open this number of lanes, at this mirror or at its primary source.
        case fill(Int, mirror: Int?)
        /// It must close this number of lanes.
        case release(Int)
    }

    /// Performs a step at once, so that the next decision sees its effect.
    typealias Perform = (DownloadTask, Step) -> Void

    private let hosts: TaskHosts
    private let tasks: TaskTable
    private let store: PartStore
    /// The budget of file descriptors.
    private var openFiles = OpenFiles()

    init(hosts: TaskHosts, tasks: TaskTable, store: PartStore) {
        self.hosts = hosts
        self.tasks = tasks
        self.store = store
    }

    // MARK: Shares

    /// Opens lanes for the active downloads, as many as their hosts allow.
    ///
    /// Each download of a host gets its share first, in the queue's order. The remainder goes to
    /// the downloads that want more, and is released when another one claims its share later.
    func fill(at now: Download.Now, _ perform: Perform) {
        var running: [DownloadTask] = []
        var wanting: [DownloadTask] = []
        var areSingle = true
        for task in tasks.active.values where task.state == .running {
            running.append(task)
            let (wants, hasHelpers) = task.ask { ($0.lanes.count < $0.wantedLanes, $0.hasHelpers) }
            if wants { wanting.append(task) }
            if hasHelpers { areSingle = false }
        }
        guard !wanting.isEmpty || !areSingle else { return }
        if areSingle, fillOneEach(wanting, at: now, perform) { return }
        let queue = tasks.queue
        running.sort { (queue.place(of: $0.id) ?? 0) < (queue.place(of: $1.id) ?? 0) }
        fillMirrors(running, at: now, perform) { $0 > $1 }
        for sharers in Dictionary(grouping: running, by: hosts.group).values {
            share(among: sharers, at: now, perform)
        }
        fillMirrors(running, at: now, perform) { $0 <= $1 }
    }

    /// Distributes the connections to one host, or to hosts that share an allowance.
    private func share(
        among sharers: [DownloadTask], at now: Download.Now, _ perform: Perform
    ) {
        let host = hosts.host(of: sharers[0])
        let most = hosts.table[host].mostConnections(
            for: sharers.lazy.map { $0.ask { $0.concurrency.target } })
        hosts.table[host].ceiling.limit(to: most)
        let shares = ConnectionShares(
            allowed: hosts.table[host].ceiling.allowed, among: sharers.count)
        evenOut(sharers, of: host, shares, at: now, perform)
        fill(sharers, shares, isLeftover: false, at: now, perform)
        fill(sharers, shares, isLeftover: true, at: now, perform)
    }

    /// Opens lanes at mirrors, as many as their hosts allow: before the primary source at those
    /// that are faster, after it at the others.
    private func fillMirrors(
        _ running: [DownloadTask], at now: Download.Now, _ perform: Perform,
        where fits: (Double, Double) -> Bool
    ) {
        for task in running {
            for mirror in task.ask({ $0.usableMirrors(at: now) }) {
                let (url, rate, leading) = task.ask {
                    ($0.sources.url(of: mirror), $0.sources[mirror].rate, $0.sources.leading.rate)
                }
                guard fits(rate ?? 0, leading ?? .infinity) else { continue }
                let host = hosts.table.id(of: url)
                let free = lanesWithFiles(hosts.table.free(host), at: now.instant)
                perform(task, .fill(free, mirror: mirror))
            }
        }
    }

    /// Opens the first lane of each download that has none, if all can have one and none wants
    /// more: the usual case of many small files.
    ///
    /// - Returns: Whether it applied.
    private func fillOneEach(
        _ wanting: [DownloadTask], at now: Download.Now, _ perform: Perform
    ) -> Bool {
        guard wanting.allSatisfy({ $0.ask { $0.lanes.isEmpty && $0.wantedLanes == 1 } })
        else { return false }
        let wanted = wanting.map(hosts.host)
        guard hosts.table.haveRoom(forOneEach: wanted),
            lanesWithFiles(wanting.count, at: now.instant) == wanting.count
        else { return false }
        for task in wanting { perform(task, .fill(1, mirror: nil)) }
        return true
    }

    /// Opens lanes for the downloads of one host, up to their share or from the remainder.
    private func fill(
        _ sharers: [DownloadTask], _ shares: ConnectionShares, isLeftover: Bool,
        at now: Download.Now, _ perform: Perform
    ) {
        for task in sharers {
            let sharer = task.ask {
                ConnectionShares.Sharer(
                    leads: $0.lanes.count(of: $0.sources.primary), lanes: $0.lanes.count,
                    wanted: $0.wantedLanes)
            }
            let allowance = shares.allowance(
                for: sharer, free: hosts.freeConnections(of: task), isLeftover: isLeftover)
            let possible = lanesWithFiles(allowance, at: now.instant)
            if possible > 0 { perform(task, .fill(possible, mirror: nil)) }
        }
    }

    /// Takes connections from downloads above their share while others lack theirs and none is
    /// free; otherwise the first download would keep them to its end.
    private func evenOut(
        _ sharers: [DownloadTask], of host: HostID, _ shares: ConnectionShares,
        at now: Download.Now, _ perform: Perform
    ) {
        let demands = sharers.lazy.map { task in
            task.ask {
                (leads: $0.lanes.count(of: $0.sources.primary), demand: $0.demand(at: now))
            }
        }
        var lacking = shares.lacking(demands, free: hosts.table.free(host))
        for task in sharers.reversed() where lacking > 0 {
            let surplus = shares.surplus(
                leads: task.ask { $0.lanes.count(of: $0.sources.primary) }, lacking: lacking)
            guard surplus > 0 else { continue }
            let before = task.ask { $0.lanes.count }
            perform(task, .release(surplus))
            lacking -= before - task.ask { $0.lanes.count }
        }
    }

    /// Has the download with the most connections to a full host close one, if it has several.
    func makeRoom(at host: HostID, _ perform: Perform) {
        guard hosts.table.isFull(host) else { return }
        let group = hosts.table.group(of: host)
        let holders = tasks.active.values.map { task in
            let lanes = task.transfers.lanes.values
            return (task, lanes.count { hosts.table.group(of: $0.host) == group })
        }
        guard let (task, count) = holders.max(by: { $0.1 < $1.1 }), count > 1 else { return }
        perform(task, .release(1))
    }

    // MARK: File descriptors

    /// The most descriptors that downloads and connections may hold by now.
    private var estimatedFiles: Int {
        let active = tasks.active.count
        // Inactive downloads may have their part files open.
        let spare = max(0, min(store.ownedCount, tasks.count) - active)
        return active * OpenFiles.ofDownload + hosts.table.openLanes * OpenFiles.ofLane + 2 * spare
            + OpenFiles.mostIdle(limit: openFiles.limit)
    }

    /// Returns whether there are descriptors for one more download, and reserves them if so.
    ///
    /// One download is always tried, because nothing else would free any.
    func reserveFilesForDownload(at time: Instant) -> Bool {
        let need = OpenFiles.ofDownload + OpenFiles.ofLane
        let room = openFiles.room(estimate: estimatedFiles + need, at: time)
        guard room >= need || tasks.active.isEmpty else { return false }
        openFiles.promise(need)
        return true
    }

    /// Returns how many of `count` more connections there are descriptors for; at least one when no
    /// other connection is open.
    private func lanesWithFiles(_ count: Int, at time: Instant) -> Int {
        guard count > 0 else { return count }
        let room = openFiles.room(estimate: estimatedFiles + count * OpenFiles.ofLane, at: time)
        let possible = min(
            count, max(room / OpenFiles.ofLane, hosts.table.openLanes == 0 ? 1 : 0))
        openFiles.promise(min(possible, 64) * OpenFiles.ofLane)
        return possible
    }
}
