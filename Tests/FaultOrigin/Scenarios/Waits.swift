/// Servers that ask clients to wait, and slow last bytes.
extension Scenario {
    static let waits =
        [429, 503].flatMap { status in
            [
                Scenario(
                    "\(status)-retry-after-0", "\(status) with Retry-After: 0 for two seconds",
                    [.when(.inFirst(seconds: 2), .status(status, retryAfter: "0"))]),
                Scenario(
                    "\(status)-retry-after-past-2-s",
                    "\(status) with a Retry-After date in the past for two seconds",
                    [.when(.inFirst(seconds: 2), .status(status, retryAfterDateIn: -3600))]),
                quick(
                    "\(status)-one-lane-long",
                    "\(status) with Retry-After: 60 to the third request",
                    [.when(.request(3), .status(status, retryAfter: "60"))]),
                quick(
                    "\(status)-one-lane-date",
                    "\(status) with a Retry-After date in a minute to the third request",
                    [.when(.request(3), .status(status, retryAfterDateIn: 60))]),
            ]
        } + [
            Scenario(
                "429-no-retry-after", "429 without Retry-After for two seconds",
                [.when(.inFirst(seconds: 2), .status(429))]),
            Scenario(
                "503-retry-after-blank", "503 with an empty Retry-After once",
                [.when(.first(1), .status(503, retryAfter: ""))]),
            Scenario(
                "503-retry-after-huge", "503 with a Retry-After of centuries to the third request",
                [.when(.request(3), .status(503, retryAfter: "99999999999999999999"))]),
        ]

    static let tails = [
        quick(
            "tail-trickles", "the lane of the last bytes carries 10 KB/s",
            [.throttle(2 << 20), .when(lastLane, .throttle(10_000))]),
        quick(
            "tail-trickles-slower", "the lane of the last bytes carries 1 KB/s",
            [.throttle(2 << 20), .when(lastLane, .throttle(1000))]),
        quick(
            "tail-stalls", "the lane of the last bytes stalls after 100 KB",
            [.throttle(2 << 20), .when(lastLane, .stall(after: 100_000))]),
        quick(
            "tail-last-byte", "the lane of the last bytes stalls before the last one",
            [.throttle(2 << 20), .when(lastLane, .stallsBefore(4_194_303))]),
        quick(
            "tail-no-head", "the lane of the last bytes gets no response",
            [.throttle(2 << 20), .when(lastLane, .noAnswer(.silence))]),
        quick(
            "tail-half-a-head", "the lane of the last bytes gets half a head",
            [.throttle(2 << 20), .when(lastLane, .dribble(1, every: 5))]),
        quick(
            "stream-last-byte", "ranges work; one stream stalls before the last byte",
            [.throttle(4 << 20), .when(.first(1), .stallsBefore(4_194_303))]
        ).with { $0.fragments = 1 },
        quick(
            "third-connection-silent", "the third connection is accepted and never gets a response",
            [.throttle(2 << 20), .when(.connection(3...3), .noAnswer(.silence))]),
        quick(
            "two-connections-silent", "the second and third connection never get a response",
            [.throttle(2 << 20), .when(.connection(2...3), .noAnswer(.silence))]),
        quick(
            "stall-twice", "the first response and the next at its position stall",
            [
                .throttle(2 << 20),
                .when(.begins(in: 0..<300_000) && .first(2), .stall(after: 90_000)),
            ]
        ),
    ]

    /// Matches the first request inside the file that covers the last byte, once per run.
    private static var lastLane: Condition { .inside && .covers(4_194_303) && .first(1) }

    /// Returns a scenario with a file of 4 MiB that must arrive quickly.
    private static func quick(
        _ name: String, _ rule: String, _ faults: @escaping @Sendable @autoclosure () -> [Fault]
    ) -> Scenario {
        Scenario(name, rule, bytesPerSecond: nil, faults()).with { $0.seconds = 40 }
    }
}
