/// A server that misbehaves in one way, a file to fetch from it, and what a good client makes of it.
package struct Scenario: Sendable {
    /// What must come of it.
    package enum Expectation: Sendable {
        /// The file can be had: it must be there and right.
        case file
        /// The file cannot be had: the client must say so and keep nothing under the file's name.
        case failure
        /// Either is good; a wrong file is not.
        case fileOrFailure
    }

    /// A short name, in lower case with dashes.
    package var name: String
    /// What is put to the test, in one line.
    package var rule: String
    /// The file as it is when the first request comes.
    package var resource: Resource
    /// Other bytes that are as right as the first: what the file was changed into, for example.
    package var alternatives: [Body] = []
    /// How many fragments the client is asked for.
    package var fragments = 8
    /// The path and query of the URL.
    package var target = "/file.bin"
    /// What must come of it.
    package var expectation = Expectation.file
    /// After so many seconds the client counts as hung.
    package var seconds: Double = 120
    /// The name that the file must get when the client chooses it; `nil` is not looked at.
    package var expectedName: String?
    /// Header lines that the client is asked to send.
    package var headers: [String] = []
    /// With so many connections open, the origin accepts no other.
    package var refusesBeyond: Int?
    /// What goes wrong; made anew for each run, because faults count.
    package var faults: @Sendable () -> [Fault]
    /// Says what is wrong with the requests of a run, if anything.
    package var wire: (@Sendable ([LogEntry], Int64) -> String?)?

    /// Creates a scenario over a file of 4 MiB that each connection carries at 2 MiB/s.
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

    /// The scenario with some of it set.
    package func with(_ change: (inout Scenario) -> Void) -> Scenario {
        var copy = self
        change(&copy)
        return copy
    }

    /// Starts the scenario's origin.
    package func start() async throws -> FaultOrigin {
        try await FaultOrigin.start(resource, faults: faults(), refusesBeyond: refusesBeyond)
    }

    /// Whether these bytes are a right file, decided by `equals`.
    package func accepts(_ equals: (Body) throws -> Bool) rethrows -> Bool {
        try ([resource.body] + alternatives).contains(where: equals)
    }

    /// The most requests that a client may make for one file in trouble.
    package static let requestLimit = 40

    /// Every scenario, in the order in which they are shown.
    package static let all =
        wellBehaved + withoutRanges + refusedRanges + wrongRanges + lengths + broken + stalled
        + statuses + ceilings + validators + changes + encodings + redirects + heads + names
        + pages + locations + cookies + coded + framing + waits + tails + nodes + resumes
        + oddStatuses + oddHeads + oddNames
}
