import DownloadCore

extension Engine {
    /// Opens lanes for the active downloads, as many as their hosts allow.
    ///
    /// Each download of a host gets its share first, in the queue's order. The remainder goes to
    /// the downloads that want more, and is released when another one claims its share later.
    func fillActive() {
        agenda.wantsFill = false
        guard !isShuttingDown, !active.isEmpty else { return }
        var running: [DownloadTask] = []
        var wanting: [DownloadTask] = []
        var areSingle = true
        for task in active.values where task.download.state == .running {
            running.append(task)
            let (wants, hasHelpers) = task.ask {
                ($0.lanes.count < $0.wantedLanes, $0.hasHelpers)
            }
            if wants { wanting.append(task) }
            if hasHelpers { areSingle = false }
        }
        guard !wanting.isEmpty || !areSingle else { return }
        if areSingle, fillOneEach(wanting) { return }
        running.sort {
            (queue.place(of: $0.download.id) ?? 0) < (queue.place(of: $1.download.id) ?? 0)
        }
        let now = now()
        fillHelpers(running, at: now) { $0 > $1 }
        let groups = Dictionary(grouping: running, by: hostGroup)
        for sharers in groups.values {
            let host = host(of: sharers[0])
            let most = transfers.hosts[host].mostConnections(
                for: sharers.lazy.map { $0.ask { $0.concurrency.target } })
            transfers.hosts[host].ceiling.limit(to: most)
            let shares = ConnectionShares(
                allowed: transfers.hosts[host].ceiling.allowed, among: sharers.count)
            evenOut(sharers, of: host, shares, at: now)
            fill(sharers, shares, isLeftover: false, at: now)
            fill(sharers, shares, isLeftover: true, at: now)
        }
        fillHelpers(running, at: now) { $0 <= $1 }
    }

    /// Opens lanes at mirrors, as many as their hosts allow: before the primary source at those
    /// that are faster, after it at the others.
    private func fillHelpers(
        _ running: [DownloadTask], at now: Download.Now, where fits: (Double, Double) -> Bool
    ) {
        for task in running {
            for source in task.ask({ $0.helpers(at: now) }) {
                let rate = task.download.sources[source].rate ?? 0
                guard fits(rate, task.ask { $0.sources.leading.rate } ?? .infinity) else {
                    continue
                }
                let host = transfers.hosts.id(of: task.ask { $0.sources.url(of: source) })
                let free = lanesWithFiles(transfers.hosts.free(host))
                perform(
                    task.download.fill(allowance: free, source: source, at: now), for: task)
            }
        }
    }

    /// Opens the first lane of each download that has none, if all can have one and none wants
    /// more: the usual case of many small files.
    ///
    /// - Returns: Whether it applied.
    private func fillOneEach(_ wanting: [DownloadTask]) -> Bool {
        guard wanting.allSatisfy({ $0.ask { $0.lanes.isEmpty && $0.wantedLanes == 1 } })
        else { return false }
        let wanted = wanting.map(host)
        guard transfers.hosts.haveRoom(forOneEach: wanted),
            lanesWithFiles(wanting.count) == wanting.count
        else { return false }
        let now = now()
        for task in wanting { perform(task.download.fill(allowance: 1, at: now), for: task) }
        return true
    }

    /// Opens lanes for the downloads of one host, up to their share or from the remainder.
    private func fill(
        _ sharers: [DownloadTask], _ shares: ConnectionShares, isLeftover: Bool,
        at now: Download.Now
    ) {
        for task in sharers {
            let sharer = task.ask {
                ConnectionShares.Sharer(
                    leads: $0.lanes.count(of: $0.sources.primary), lanes: $0.lanes.count,
                    wanted: $0.wantedLanes)
            }
            let allowance = shares.allowance(
                for: sharer, free: freeConnections(of: task), isLeftover: isLeftover)
            let possible = lanesWithFiles(allowance)
            guard possible > 0 else { continue }
            perform(task.download.fill(allowance: possible, at: now), for: task)
        }
    }

    /// Takes connections from downloads above their share while others lack theirs and none is
    /// free; otherwise the first download would keep them to its end.
    private func evenOut(
        _ sharers: [DownloadTask], of host: HostID, _ shares: ConnectionShares, at now: Download.Now
    ) {
        let demands = sharers.lazy.map { task in
            task.ask {
                (leads: $0.lanes.count(of: $0.sources.primary), demand: $0.demand(at: now))
            }
        }
        var lacking = shares.lacking(demands, free: transfers.hosts.free(host))
        for task in sharers.reversed() where lacking > 0 {
            let surplus = shares.surplus(
                leads: task.ask { $0.lanes.count(of: $0.sources.primary) }, lacking: lacking)
            guard surplus > 0 else { continue }
            let before = task.ask { $0.lanes.count }
            tell(task, .releaseLanes(surplus))
            lacking -= before - task.ask { $0.lanes.count }
        }
    }
}
