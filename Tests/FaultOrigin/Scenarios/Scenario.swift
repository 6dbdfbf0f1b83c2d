/// A server with one kind of fault, a file to download from it, and the expected outcome.
package struct Scenario: Sendable {
    /// The expected outcome.
    package enum Expectation: Sendable {
        /// The file is available: the client must deliver it intact.
        case file
        /// The file is unavailable: the client must report it and leave nothing under the final
        /// name.
        case failure
        /// Success and failure are both acceptable; a wrong file is not.
        case fileOrFailure
    }

    /// A short name in lower case with hyphens.
    package var name: String
    /// The subject of the test, in one line.
    package var rule: String
    /// The file at the time of the first request.
    package var resource: Resource
    /// Other acceptable contents, for example of a changed file.
    package var alternatives: [Body] = []
    /// The number of fragments requested from the client.
    package var fragments = 8
    /// The path and query of the URL.
    package var target = "/file.bin"
    /// The expected outcome.
    package var expectation = Expectation.file
    /// The time limit in seconds, after which the client counts as hung.
    package var seconds: Double = 120
    /// The file name that the client must choose; `nil` is not checked.
    package var expectedName: String?
    /// Header lines for the client to send.
    package var headers: [String] = []
    /// The number of open connections at which the origin refuses new ones.
    package var refusesBeyond: Int?
    /// Creates the faults for each run, because they keep counters.
    package var faults: @Sendable () -> [Fault]
    /// Returns the fault in a run's requests, if any.
    package var wire: (@Sendable ([LogEntry], Int64) -> String?)?

    /// Creates a scenario with a file of 4 MiB, by default at 2 MiB/s per connection.
    package init(
        _ name: String, _ rule: String, size: Int64 = 4 << 20,
        bytesPerSecond: Int64? = 2 << 20, expectation: Expectation = .file,
        _ faults: @escaping @Sendable @autoclosure () -> [Fault]
    ) {
        self.name = name
        self.rule = rule
        self.expectation = expectation
        resource = Resource(.pattern(size))
        self.faults = {
            faults() + (bytesPerSecond.map { [Fault.throttle($0)] } ?? [])
        }
    }

    /// Returns a modified copy.
    package func with(_ change: (inout Scenario) -> Void) -> Scenario {
        var copy = self
        change(&copy)
        return copy
    }

    /// Starts the origin of the scenario.
    package func start() async throws -> FaultOrigin {
        try await FaultOrigin.start(resource, faults: faults(), refusesBeyond: refusesBeyond)
    }

    /// Whether the content is acceptable, as compared by `equals`.
    package func accepts(_ equals: (Body) throws -> Bool) rethrows -> Bool {
        try ([resource.body] + alternatives).contains(where: equals)
    }

    /// The most requests that a client may make for one file when in trouble.
    package static let requestLimit = 40

    /// All scenarios, in display order.
    package static let all =
        wellBehaved + withoutRanges + refusedRanges + wrongRanges + lengths + broken + stalled
        + statuses + ceilings + validators + changes + encodings + redirects + heads + names
        + pages + locations + cookies + coded + framing + waits + tails + nodes + resumes
        + oddStatuses + oddHeads + oddNames
}
