extension DownloadSnapshot {
    /// Creates the snapshot of a download at this moment.
    init(of download: borrowing Download, at now: Instant) {
        // Parts of the download are read in place: it is large.
        var facts = Facts(id: download.id, request: download.request, name: download.name)
        facts.state = State(of: download, at: now)
        facts.length = download.retrieval.fetch.plan.length
        facts.received = download.retrieval.fetch.plan.received
        if download.state == .running {
            facts.bytesPerSecond = download.retrieval.fetch.lanes.shownRate.bytesPerSecond ?? 0
        }
        if let length = facts.length, facts.bytesPerSecond >= 1 {
            facts.secondsLeft = Double(length - facts.received) / facts.bytesPerSecond
        }
        facts.ranges = download.retrieval.mode.ranges
        facts.connections = download.retrieval.fetch.lanes.count
        let peak = download.retrieval.fetch.lanes.peak
        if peak > 0 { facts.peakConnections = peak }
        facts.wantedFragments = download.retrieval.fetch.concurrency.target
        facts.fragmentsNote =
            download.retrieval.version.watch.isDisputed
            ? "single connection: the servers disagree on the file's version"
            : Self.fragmentsNote(
                download.retrieval.fetch, download.retrieval.mode, download.retrieval.policy)
        facts.fragments = download.retrieval.fetch.plan.fragments.map { fragment in
            var row = FragmentSnapshot(
                fragment, lane: fragment.lane.flatMap { download.retrieval.fetch.lanes[$0] },
                primary: download.retrieval.sources.primary, at: now)
            row.state = FragmentSnapshot.State(of: fragment, in: download, at: now)
            return row
        }.sorted { $0.number < $1.number }
        facts.covered = download.retrieval.fetch.plan.covered
        facts.server = download.retrieval.mode.server
        facts.digest = download.expectedDigest
        facts.pieces = download.pieceProgress
        facts.sources = download.retrieval.sources.enumerated().map {
            SourceSnapshot($1, index: $0, download.retrieval.fetch.lanes)
        }
        facts.events = download.log.events
        facts.isSkipped = download.times.isSkipped
        facts.refusal = download.log.refusal
        facts.added = download.times.added
        facts.finished = download.times.finished
        self.init(facts)
    }

    /// Explains why there are fewer fragments than the user may expect.
    static func fragmentsNote(
        _ fetch: Fetch, _ mode: RequestMode, _ policy: Download.Policy
    ) -> String? {
        let target = fetch.concurrency.target
        if case .none(let reason) = mode.ranges { return "single connection: \(reason)" }
        if fetch.backoff.isRefused, fetch.serving > 0, fetch.serving < target {
            return "server allows \(fetch.serving)"
        }
        if let length = fetch.plan.length, length < policy.smallFile, target > 1 {
            return "one connection is enough for a small file"
        }
        return fetch.concurrency.tuner?.note
    }
}

extension DownloadSnapshot.State {
    /// Creates the visible state of a download.
    init(of download: borrowing Download, at now: Instant) {
        switch download.state {
        case .waiting: self = .waiting
        case .lookingUp, .unpacking: self = .asking
        case .paused(let reason): self = .paused(reason)
        case .failed(let error): self = .failed(error)
        case .finishing: self = .checking(0)
        case .done: self = .done
        case .running:
            if download.lanes.isEmpty, let until = download.wakeUp,
                let error = download.retrieval.fetch.waitingError
                    ?? download.sources.leading.lastError
            {
                self = .retrying(error, inSeconds: max(0, until - now))
            } else {
                self = download.version.identity == nil ? .asking : .running
            }
        }
    }
}

extension SourceSnapshot {
    /// Creates the snapshot of a source and its lanes.
    init(_ source: SourceWork, index: Int, _ lanes: LaneTable) {
        self.init(url: source.shownURL)
        isOffered = source.isOffered
        connections = lanes.count(of: index)
        bytesPerSecond = lanes.values.reduce(0) {
            $0 + ($1.order.source == index ? $1.shownRate.bytesPerSecond ?? 0 : 0)
        }
        state =
            switch source.state {
            case .dropped(let error): .dropped(error)
            case .withoutRanges(let why): .withoutRanges(why)
            case .confirmed: .confirmed
            case .untried: .untried
            }
    }
}

extension FragmentSnapshot {
    /// Creates the snapshot of a fragment and its lane, without a state.
    init(_ fragment: Fragment, lane: LaneWork?, primary: Int, at now: Instant) {
        self.init(number: fragment.number, range: fragment.range)
        received = fragment.covered.count
        status = fragment.status
        address = fragment.address
        tries = fragment.tries
        bytesPerSecond = lane?.shownRate.bytesPerSecond ?? 0
        source = lane?.order.source ?? primary
        let silent = lane.map { now - $0.lastByte } ?? 0
        if silent >= Double(Self.noticedSilence) { silence = Int(silent) }
    }
}

extension FragmentSnapshot.State {
    /// Creates the visible state of a fragment.
    init(of fragment: Fragment, in download: borrowing Download, at now: Instant) {
        let backoff = download.retrieval.fetch.backoff
        switch fragment.work {
        case .done: self = .done
        case .failed(let error): self = .failed(error)
        case .waiting(let until, _)
        where until <= now && download.retrieval.fetch.isPaused(at: now):
            self = .waiting
        case .waiting(let until, let error):
            self = .retrying(
                error, try: (error.isOutage ? backoff.outages : fragment.failures) + 1,
                of: download.retrieval.fetch.mostFailures(
                    download.retrieval.failure(error), download.policy),
                inSeconds: max(0, until - now))
        case .idle:
            if case .paused = download.state { self = .paused } else { self = .waiting }
        case .active(let lane):
            self = download.lanes[lane]?.isAccepted == true ? .receiving : .connecting
        }
    }
}
