extension Download {
    /// A snapshot of the download at this moment.
    package func snapshot(at now: Instant) -> DownloadSnapshot {
        var picture = DownloadSnapshot.Facts(id: id, request: request, name: name)
        picture.state = visibleState(at: now)
        picture.length = plan.length
        picture.received = plan.received
        let speed = state == .running ? lanes.shownRate.bytesPerSecond ?? 0 : 0
        picture.bytesPerSecond = speed
        if let length = plan.length, speed >= 1 {
            picture.secondsLeft = Double(length - picture.received) / speed
        }
        picture.ranges = mode.ranges
        picture.connections = lanes.count
        picture.wantedFragments = concurrency.target
        picture.fragmentsNote = fragmentsNote
        picture.fragments = plan.fragments.map { visible($0, at: now) }
            .sorted { $0.number < $1.number }
        picture.covered = plan.covered
        picture.server = mode.server
        picture.digest = expectedDigest
        picture.pieces = pieceProgress
        picture.sources = sources.indices.map { visible(source: $0) }
        picture.events = log.events
        picture.isSkipped = times.isSkipped
        picture.refusal = log.refusal
        picture.added = times.added
        picture.finished = times.finished
        return DownloadSnapshot(picture)
    }

    private var fragmentsNote: String? {
        if case .none(let reason) = mode.ranges { return "single connection: \(reason)" }
        if backoff.isRefused, serving > 0, serving < concurrency.target {
            return "server allows \(serving)"
        }
        if let length = plan.length, length < policy.smallFile, concurrency.target > 1 {
            return "one connection is enough for a small file"
        }
        if let note = concurrency.tuner?.note { return note }
        return nil
    }

    private func visibleState(at now: Instant) -> DownloadSnapshot.State {
        switch state {
        case .waiting: return .waiting
        case .lookingUp, .unpacking: return .asking
        case .paused(let reason): return .paused(reason)
        case .failed(let error): return .failed(error)
        case .finishing: return .checking(0)
        case .done: return .done
        case .running:
            if lanes.isEmpty, let until = wakeUp {
                let error = plan.fragments.lazy.compactMap { fragment -> DownloadError? in
                    if case .waiting(_, let error) = fragment.work { error } else { nil }
                }.first
                if let error = error ?? sources.leading.lastError {
                    return .retrying(error, inSeconds: max(0, until - now))
                }
            }
            return version.identity == nil ? .asking : .running
        }
    }

    private func visible(source index: Int) -> SourceSnapshot {
        let source = sources[index]
        var picture = SourceSnapshot(url: source.shownURL)
        picture.isOffered = source.isOffered
        picture.connections = lanes.count(of: index)
        picture.bytesPerSecond = lanes.values.reduce(0) {
            $0 + ($1.order.source == index ? $1.shownRate.bytesPerSecond ?? 0 : 0)
        }
        picture.state =
            switch source.state {
            case .dropped(let error): .dropped(error)
            case .spare(let why): .spare(why)
            case .confirmed: .confirmed
            case .untried: .untried
            }
        return picture
    }

    private func visible(_ fragment: Fragment, at now: Instant) -> FragmentSnapshot {
        var picture = FragmentSnapshot(number: fragment.number, range: fragment.range)
        picture.received = fragment.covered.count
        picture.bytesPerSecond =
            fragment.lane.flatMap { lanes[$0]?.shownRate.bytesPerSecond } ?? 0
        picture.status = fragment.status
        picture.address = fragment.address
        picture.tries = fragment.tries
        picture.source = fragment.lane.flatMap { lanes[$0]?.order.source } ?? sources.primary
        picture.state =
            switch fragment.work {
            case .done: .done
            case .failed(let error): .failed(error)
            case .waiting(let until, _)
            where until <= now && backoff.pausedUntil > now && serving == 0:
                .waiting
            case .waiting(let until, let error):
                .retrying(
                    error, try: (error.isOutage ? backoff.outages : fragment.failures) + 1,
                    of: mostFailures(error), inSeconds: max(0, until - now))
            case .idle:
                if case .paused = state { .paused } else { .waiting }
            case .active(let lane):
                lanes[lane]?.isAccepted == true ? .receiving : .connecting
            }
        return picture
    }
}
