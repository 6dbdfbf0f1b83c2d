/// Failed tries of fragments, and when they are tried again.
extension Fetch {
    /// A failed try that another try may heal.
    package struct Failure: Hashable, Sendable {
        /// The error.
        package var error: DownloadError
        /// The delay in seconds that the server asks for.
        package var retryAfter: Double?
        /// Whether the server refused the request because of too many.
        package var isRefusal = false
        /// Whether a break loses the received bytes: the server does not support ranges.
        package var isStream = false
        /// Whether a response has provided the file's identity.
        package var isIdentified = true

        /// Creates a failure of a fragment of a known file.
        package init(_ error: DownloadError, retryAfter: Double? = nil) {
            self.error = error
            self.retryAfter = retryAfter
        }
    }

    /// The consequence of a failed try.
    package enum Outcome: Hashable, Sendable {
        /// The fragment is complete all the same.
        case complete
        /// The fragment waits; the number of its failures in a row.
        case waiting(failures: Int)
        /// Its tries are used up.
        case exhausted
    }

    /// Handles a failed try of a closed lane.
    ///
    /// While other lanes are served, the failure belongs to this fragment, else to the whole
    /// download: one lane at a time retries, and when its tries are used up, so are all others'.
    ///
    /// - Parameters:
    ///   - failure: The failure.
    ///   - work: The lane, which was closed.
    ///   - policy: When to retry and when to give up.
    ///   - now: The present.
    /// - Returns: The consequence.
    package mutating func failed(
        _ failure: Failure, _ work: LaneWork, _ policy: Download.Policy, at now: Download.Now
    ) -> Outcome {
        guard var fragment = plan[work.fragment], !fragment.missing.isEmpty else {
            plan[work.fragment]?.work = .done
            return .complete
        }
        let error = failure.error
        // Requests that reach no server put no load on one.
        if work.gained < policy.minimumProgress, !error.isOutage { backoff.countFutile() }
        // While others are served, `servedLimit` heeds the wish.
        let awaitsRelease =
            failure.isRefusal && (serving > 0 || backoff.mayAwaitRelease(at: now.instant))
        if work.gained == 0 {
            let wish = awaitsRelease ? 0 : min(failure.retryAfter ?? 0, policy.retry.longestWait)
            backoff.countRefusal(wish: wish, at: now.instant)
            // A server that cannot be reached has refused nothing.
            if serving > 0 || !error.isOutage { concurrency.refused() }
        }
        let failures = countFailure(failure, work, &fragment)
        plan[fragment.number]?.failures = fragment.failures
        if serving > 0, let wish = failure.retryAfter, wish > 0 {
            let seconds = min(wish, policy.retry.longestWait)
            concurrency.servedLimit.refused(serving: serving, retryAfter: seconds, at: now.instant)
        }
        // While others are served, the next lane to finish takes over this fragment.
        let delay = policy.retry.delay(
            failures: failures, most: mostFailures(failure, policy),
            retryAfter: serving > 0 || awaitsRelease ? nil : failure.retryAfter,
            random: (now.random + Double(fragment.number) * 0.618)
                .truncatingRemainder(dividingBy: 1))
        guard backoff.futileRequests < policy.maxFutileRequests else { return .exhausted }
        guard let delay = delay ?? passOn(error, policy, at: now.instant) else {
            return .exhausted
        }
        fragment.work = .waiting(until: now.instant + delay, error)
        plan[fragment.number] = fragment
        if work.gained == 0, serving == 0 { backoff.pause(until: now.instant + delay) }
        return .waiting(failures: failures)
    }

    /// Leaves a fragment whose tries are used up to the next served lane that completes its own, if
    /// its connections fail while others are served.
    ///
    /// Some servers cut or ignore the connections beyond a number instead of refusing them.
    ///
    /// - Returns: The delay before the fragment is tried again; `nil` if it has failed.
    private mutating func passOn(
        _ error: DownloadError, _ policy: Download.Policy, at now: Instant
    ) -> Double? {
        guard serving > 0, error.concernsConnection else { return nil }
        concurrency.servedLimit.refused(
            serving: serving, retryAfter: policy.retry.longestDelay, at: now)
        return 0
    }

    private mutating func countFailure(
        _ failure: Failure, _ work: LaneWork, _ fragment: inout Fragment
    ) -> Int {
        if failure.isStream, work.gained > 0 {
            // The received bytes are lost: a stream cannot resume.
            backoff.countStreamBreak()
            return backoff.streamBreaks
        }
        if work.gained > 0 { return 0 }
        guard serving > 0 else {
            if lanes.isEmpty { backoff.countOutage() }
            return backoff.outages
        }
        if !failure.isRefusal { fragment.failures += 1 }
        return fragment.failures
    }

    /// Returns the number of consecutive failures after which to give up; `nil` is never.
    ///
    /// When a server is unreachable, most often the network is down: a user who watches waits.
    func mostFailures(_ failure: Failure, _ policy: Download.Policy) -> Int? {
        guard failure.error.isOutage, serving == 0 else { return policy.retry.tries }
        return policy.retry.outageTries(
            isWatched: policy.asks, isKnown: failure.isIdentified && !failure.isStream)
    }

    /// Returns why the host cannot be reached, after enough tries that others need not try; `nil`
    /// otherwise.
    func outage(after tries: Int) -> DownloadError? {
        lanes.isEmpty && backoff.outages >= tries ? plan.outage : nil
    }

    /// Ends the wait for a host that may be reachable again; later delays do not begin short again.
    mutating func hostReturned() {
        if lanes.isEmpty, plan.endOutageWaits() { backoff.endPause() }
    }

    /// Fails a fragment whose tries are used up; all without a lane when nothing is served.
    mutating func fail(_ number: Int, _ error: DownloadError, mostFutile: Int) {
        plan[number]?.work = .failed(error)
        guard serving == 0 || backoff.futileRequests >= mostFutile else { return }
        for fragment in plan.fragments {
            switch fragment.work {
            case .idle, .waiting: plan[fragment.number]?.work = .failed(error)
            case .active, .failed, .done: break
            }
        }
        backoff.giveUp()
    }

    /// Whether nothing can be fetched without the user's request.
    var isExhausted: Bool { lanes.isEmpty && (!plan.hasOpenWork || backoff.hasGivenUp) }

    /// The error of the first failed fragment, with its number when other fragments may succeed.
    var failure: (error: DownloadError, explained: DownloadError)? {
        for fragment in plan.fragments {
            guard case .failed(let error) = fragment.work else { continue }
            if backoff.hasGivenUp || plan.fragments.count == 1 { return (error, error) }
            let cause = "fragment \(fragment.number): \(error.cause)"
            return (error, DownloadError(error.kind, cause, status: error.status))
        }
        return nil
    }

    /// The error that the first waiting fragment waits after.
    var waitingError: DownloadError? {
        plan.fragments.lazy.compactMap { fragment in
            if case .waiting(_, let error) = fragment.work { error } else { nil }
        }.first
    }

    /// Returns when the next waiting time ends, `leading` being that of the primary; `nil` when
    /// nothing waits.
    func wakeUp(leading: Instant) -> Instant? {
        let next = plan.fragments.lazy.compactMap {
            if case .waiting(let until, _) = $0.work { until } else { nil }
        }.min()
        if lanes.isEmpty, leading.seconds > -.infinity {
            return [next, leading].compactMap(\.self).max()
        }
        return serving > 0 ? next : next.map { max($0, backoff.pausedUntil) }
    }

    /// Allows more lanes again once the time has come: refusals expire.
    mutating func lift(at now: Instant) {
        backoff.lift(at: now)
        concurrency.servedLimit.lift(at: now)
    }

    // MARK: Requests of the user

    /// Ends all waiting times; the failures stay counted.
    mutating func stopWaiting() {
        for fragment in plan.fragments {
            if case .waiting = fragment.work { plan[fragment.number]?.work = .idle }
        }
    }

    /// Tries every waiting or failed fragment again, without earlier failures.
    package mutating func clearFailures() {
        backoff = Backoff()
        for fragment in plan.fragments { _ = clearFailures(of: fragment.number) }
    }

    /// Tries a waiting or failed fragment again.
    ///
    /// - Returns: Whether there was something to try.
    package mutating func clearFailures(of number: Int) -> Bool {
        switch plan[number]?.work {
        case .waiting, .failed:
            plan[number]?.work = .idle
            plan[number]?.failures = 0
            return true
        case .idle, .active, .done, nil: return false
        }
    }

    /// Returns the error of a refusal that may be one node's, since the URL has served bytes; `nil`
    /// for one that is final.
    func perhapsOneNodes(_ error: DownloadError) -> DownloadError? {
        switch error.kind {
        case .status:
            guard let status = error.status else { return nil }
            guard [403, 404, 410].contains(status) else { return error }
            return StatusText.expired(status, received: plan.received, length: plan.length)
        case .badResponse: return error
        case .credentials, .redirect: return serving > 0 ? error : nil
        default: return nil
        }
    }
}
