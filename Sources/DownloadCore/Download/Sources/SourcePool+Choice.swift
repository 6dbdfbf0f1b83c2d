/// Which source is asked next.
extension SourcePool {
    /// Whether another source may be asked instead.
    package func hasAlternative(to source: Int) -> Bool {
        !isSingle && indices.contains { $0 != source && !self[$0].isDropped }
    }

    /// Whether a source is at least a quarter as fast as the best.
    package func isWorthMore(_ source: Int) -> Bool {
        guard let rate = self[source].rate else { return true }
        return rate * 4 >= lazy.compactMap(\.rate).max() ?? 0
    }

    /// Returns the mirrors that may be asked now, fastest first; an unmeasured one counts as fast.
    ///
    /// - Parameters:
    ///   - hasIdentity: Whether there is a file to compare a primary on trial with.
    ///   - hasRanges: Whether the file is confirmed and its server supports ranges.
    ///   - now: The time.
    /// - Returns: Their indices.
    package func usableMirrors(hasIdentity: Bool, hasRanges: Bool, at now: Instant) -> [Int] {
        if isSingle { return [] }
        return indices.filter { source in
            guard source != primary || hasIdentity && isOnTrial(source), self[source].until <= now
            else { return false }
            switch self[source].state {
            case .untried: return true
            case .confirmed: return hasRanges
            case .withoutRanges, .dropped: return false
            }
        }.sorted { (self[$0].rate ?? .infinity) > (self[$1].rate ?? .infinity) }
    }

    /// Returns the best source to lead: one that may be asked now, preferably confirmed.
    ///
    /// One without ranges costs all received bytes, if there are any: better to wait for one that
    /// backs off.
    ///
    /// - Parameters:
    ///   - hasBytes: Whether there are bytes at stake.
    ///   - now: The time.
    /// - Returns: Its index; `nil` when it leads already or none is left.
    package func betterPrimary(hasBytes: Bool, at now: Instant) -> Int? {
        func readiness(_ source: Int, isReady: Bool, state: Int) -> Int {
            if hasBytes { return state == 2 ? 2 : isReady ? 0 : 1 }
            if let doubt = self[source].standing.doubt { return 2 + doubt.rank }
            return isReady ? 0 : isAway(source, at: now) ? 5 : 1
        }
        func rank(_ source: Int) -> (Int, Int, Double, Int) {
            let isReady = self[source].until <= now
            let state =
                switch self[source].state {
                case .confirmed: 0
                case .untried: 1
                case .withoutRanges: 2
                case .dropped: 3
                }
            return (
                readiness(source, isReady: isReady, state: state), state,
                self[source].until.seconds, source
            )
        }
        let next = indices.filter { !self[$0].isDropped }.min { rank($0) < rank($1) }
        return next == primary ? nil : next
    }

    /// Records the speed per lane of each source.
    mutating func measure(_ lanes: LaneTable) {
        guard count > 1 else { return }
        var rates: [Int: [Double]] = [:]
        // In the order of the lanes: a sum of fractions depends on it.
        for lane in lanes.keys.sorted() {
            if let work = lanes[lane], work.isAccepted, let rate = work.shownRate.bytesPerSecond {
                rates[work.order.source, default: []].append(rate)
            }
        }
        for (source, rates) in rates {
            self[source].rate = rates.reduce(0, +) / Double(rates.count)
        }
    }

    /// Records the speed of a lane that has ended before a sample was taken.
    mutating func measure(ended work: LaneWork, at now: Instant) {
        guard count > 1 else { return }
        self[work.order.source].speed.ended(work.gained, in: now - work.opened)
    }

    /// Records the speed of a source whose bytes were compared.
    mutating func measure(_ probe: Probe, at now: Instant) {
        self[probe.order.source].speed.probed(probe.order.overlap, in: now - probe.opened)
    }

    // MARK: Failures

    /// Backs off from a source after a futile try.
    ///
    /// - Parameters:
    ///   - source: The source.
    ///   - error: The error.
    ///   - retryAfter: The delay in seconds that it asks for.
    ///   - serves: Whether another lane of it is served, so that the failure does not count.
    ///   - retry: When to retry and when to give up.
    ///   - now: The present.
    /// - Returns: Whether it may be asked again; if not, its tries are used up.
    package mutating func backOff(
        _ source: Int, _ error: DownloadError, retryAfter: Double?, serves: Bool,
        _ retry: RetryPolicy, at now: Download.Now
    ) -> Bool {
        self[source].lastError = error
        if !serves { self[source].failures += 1 }
        let delay = retry.delay(
            failures: Swift.max(1, self[source].failures), retryAfter: retryAfter,
            random: now.random)
        guard let delay, self[source].failures < retry.tries else { return false }
        self[source].until = now.instant + delay
        return true
    }

    /// Stops using a source.
    package mutating func drop(_ source: Int, _ error: DownloadError) {
        self[source].state = .dropped(error)
        self[source].lastError = error
    }

    /// The causes for which no source is left, `error` being that of the sources without one.
    func causes(_ error: DownloadError) -> String {
        let causes = indices.map { index in
            "\(place(of: index)): \(self[index].lastError?.cause ?? error.cause)"
        }
        return "all sources failed: " + causes.joined(separator: "; ")
    }
}
