extension Plan {
    /// The error of a fragment that waits for an unreachable host; `nil` when none does.
    var outage: DownloadError? {
        fragments.lazy.compactMap { fragment in
            if case .waiting(_, let error) = fragment.work, error.isOutage { error } else { nil }
        }.first
    }

    /// Lets the fragments that wait for an unreachable host be fetched at once.
    ///
    /// - Returns: Whether there are any.
    mutating func endOutageWaits() -> Bool {
        var found = false
        for fragment in fragments {
            guard case .waiting(_, let error) = fragment.work, error.isOutage else { continue }
            self[fragment.number]?.work = .idle
            found = true
        }
        return found
    }
}
