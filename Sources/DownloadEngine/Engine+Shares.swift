import DownloadCore

extension Engine {
    /// Opens lanes for the active downloads, as many as their hosts allow.
    ///
    /// Each download of a host gets its share first, in the queue's order; what is left over goes
    /// to whoever wants more, and is given back when somebody else wants a share later.
    func fillActive() {
        wantsFill = false
        guard !isShuttingDown, !active.isEmpty else { return }
        var running: [Entry] = []
        var wanting: [Entry] = []
        var areSingle = true
        for entry in active.values where entry.download.state == .running {
            running.append(entry)
            let (wants, hasHelpers) = entry.ask {
                ($0.lanes.count < $0.wantedLanes, $0.hasHelpers)
            }
            if wants { wanting.append(entry) }
            if hasHelpers { areSingle = false }
        }
        guard !wanting.isEmpty || !areSingle else { return }
        if areSingle, fillOneEach(wanting) { return }
        running.sort {
            (queue.place(of: $0.download.id) ?? 0) < (queue.place(of: $1.download.id) ?? 0)
        }
        let now = now()
        fillHelpers(running, at: now) { $0 > $1 }
        let groups = Dictionary(grouping: running) { host(of: $0).group }
        for sharers in groups.values {
            let host = host(of: sharers[0])
            host.ceiling.limit(to: mostConnections(to: host, for: sharers))
            let share = max(1, host.ceiling.allowed / sharers.count)
            evenOut(sharers, of: host, share: share, at: now)
            fill(sharers, share: share, at: now)
            fill(sharers, share: nil, at: now)
        }
        fillHelpers(running, at: now) { $0 <= $1 }
    }

    /// Opens lanes at sources beside the leads, as many as their hosts allow: before the leads at
    /// those that are faster, after them at the others.
    private func fillHelpers(
        _ running: [Entry], at now: Download.Now, where fits: (Double, Double) -> Bool
    ) {
        for entry in running {
            for source in entry.ask({ $0.helpers(at: now) }) {
                let rate = entry.download.sources[source].rate ?? 0
                guard fits(rate, entry.ask { $0.leading.rate } ?? .infinity) else { continue }
                let host = host(of: entry.ask { $0.url(of: source) })
                let free = lanesWithFiles(host.free)
                perform(
                    entry.download.fill(allowance: free, source: source, at: now), for: entry)
            }
        }
    }

    /// Opens the first lane of each download that has none, where all of them can have it and
    /// nobody wants more: what many small files come to.
    ///
    /// - Returns: Whether that was it.
    private func fillOneEach(_ wanting: [Entry]) -> Bool {
        guard wanting.allSatisfy({ $0.ask { $0.lanes.isEmpty && $0.wantedLanes == 1 } })
        else { return false }
        var needed: [ObjectIdentifier: Int] = [:]
        for entry in wanting {
            let host = host(of: entry)
            needed[host.group, default: 0] += 1
            guard needed[host.group, default: 0] <= host.free else { return false }
        }
        guard lanesWithFiles(wanting.count) == wanting.count else { return false }
        let now = now()
        for entry in wanting { perform(entry.download.fill(allowance: 1, at: now), for: entry) }
        return true
    }

    /// The connections to a host that settings allow, and a person who gave a download its count.
    private func mostConnections(to host: Host, for sharers: [Entry]) -> Int {
        guard !host.isStrict else { return host.most }
        return sharers.reduce(host.most) { most, entry in
            guard case .fixed(let count) = entry.download.request.fragments else { return most }
            return max(most, count)
        }
    }

    /// Opens lanes for the downloads of one host: up to `share` each, or as many as are free.
    private func fill(_ sharers: [Entry], share: Int?, at now: Download.Now) {
        for entry in sharers {
            let free = self.host(of: entry).free
            let mine = entry.ask { $0.leadLanes }
            let allowance = share.map { min(free, $0 - mine) } ?? free
            guard allowance > 0 else { continue }
            let possible = lanesWithFiles(
                min(allowance, entry.ask { $0.wantedLanes - $0.lanes.count }))
            guard possible > 0 else { continue }
            perform(entry.download.fill(allowance: possible, at: now), for: entry)
        }
    }

    /// Takes connections from downloads that hold more than their share while others want theirs
    /// and none is free; without this, whoever began first would keep them to its end.
    private func evenOut(_ sharers: [Entry], of host: Host, share: Int, at now: Download.Now) {
        guard sharers.count > 1 else { return }
        let wanted = sharers.reduce(0) { sum, entry in
            let lacking = share - entry.ask { $0.leadLanes }
            return sum + max(0, min(lacking, entry.ask { $0.demand(at: now) }))
        }
        var lacking = wanted - host.free
        for entry in sharers.reversed() where lacking > 0 {
            let surplus = entry.ask { $0.leadLanes } - share
            guard surplus > 0 else { continue }
            let before = entry.ask { $0.lanes.count }
            tell(entry, .releaseLanes(min(surplus, lacking)))
            lacking -= before - entry.ask { $0.lanes.count }
        }
    }
}
