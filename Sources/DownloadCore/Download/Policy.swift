extension Download {
    /// The settings that all downloads share.
    package struct Policy: Hashable, Sendable {
        /// When to retry and when to give up.
        package var retry = RetryPolicy(tries: 5)
        /// Whether the user can be asked; if not, a changed file starts over without a question.
        package var asks = true
        /// The minimum length of a fragment in bytes.
        package var minimumPiece: Int64 = 128 << 10
        /// The length in bytes below which a file is fetched by one lane.
        package var smallFile: Int64 = 1 << 20
        /// The number of bytes to compare before a resumed position that no validator confirms.
        package var resumeCheckBytes: Int64 = 64 << 10
        /// The number of bytes to compare when a validator confirms the bytes of an earlier run.
        ///
        /// Servers that cache validators may briefly serve the old one with a new file.
        package var quickCheckBytes: Int64 = 4 << 10
        /// The time in seconds without a byte after which a lane is abandoned.
        package var stallSeconds = 20.0
        /// The maximum number of fragments that `auto` reaches.
        package var autoMost = 16
        /// The same for hosts with a limit of their own, by name.
        package var autoMostByHost: [String: Int] = [:]
        /// The number of consecutive futile requests after which the download gives up.
        package var maxFutileRequests = 26
        /// The number of bytes from which a request is not futile.
        package var minimumProgress: Int64 = 64 << 10
        /// The number of consecutive responses that must report a change before it is believed.
        package var witnesses = 3
        /// The number of bytes of a new version that must arrive before the old bytes are dropped.
        package var beginning: Int64 = 64 << 10

        /// Creates the default policy.
        package init() {}
    }
}

extension Download.Policy {
    /// A number of attempts that no download reaches.
    private static let unlimited = 1_000_000

    /// Returns the number of bytes that show that a source has the same file, of this length.
    func probeBytes(of length: Int64?) -> Int64 { max(1, min(resumeCheckBytes, length ?? 0)) }

    /// Returns the policy of a download with this request.
    func overridden(by request: DownloadRequest) -> Download.Policy {
        var policy = self
        if !autoMostByHost.isEmpty, let url = request.sources.first,
            let host = (try? SourceURL(url))?.host, let most = autoMostByHost[host]
        {
            policy.autoMost = most
        }
        let overrides = request.overrides
        if let tries = overrides.tries {
            policy.retry.tries = tries == 0 ? Self.unlimited : tries
            if tries == 0 { policy.maxFutileRequests = Self.unlimited }
        }
        if let timeout = overrides.timeout { policy.stallSeconds = timeout }
        return policy
    }
}
