/// Connections that break, stall or crawl.
extension Scenario {
    static let broken = [
        Scenario(
            "cut-each-connection", "each connection is closed after 512 KiB",
            [.cutConnection(after: 512 << 10)]
        ).with { scenario in
            scenario.wire = repeatsNothing()
        },
        Scenario(
            "reset-each-connection", "each connection is reset after 512 KiB",
            [.cutConnection(after: 512 << 10, by: .reset)]),
        Scenario(
            "cut-at-random", "each response is closed after 64 KiB to 1 MiB",
            [.cut(afterRandom: 65_536...1_048_576, seed: 3)]),
        Scenario(
            "reset-at-random", "each response is reset after 64 KiB to 1 MiB",
            [.cut(afterRandom: 65_536...1_048_576, by: .reset, seed: 4)]),
        Scenario(
            "reset-before-answer", "the first three requests are reset without a response",
            [.when(.first(3), .noAnswer(.reset))]),
        Scenario(
            "close-before-answer", "the first three requests are closed without a response",
            [.when(.first(3), .noAnswer(.close))]),
        Scenario(
            "reset-used-connections", "a second request on a connection is reset",
            [.when(.onUsedConnection, .noAnswer(.reset))]),
        Scenario(
            "close-used-connections", "a second request on a connection is closed",
            [.when(.onUsedConnection, .noAnswer(.close))]),
        Scenario(
            "closes-silently", "each response ends its connection without announcing it",
            [.closes(saying: false)]),
        Scenario("closes-saying", "Connection: close with each response", [.closes(saying: true)]),
        Scenario(
            "cut-in-first-byte", "closed after the head, before the first content byte, twice",
            [.when(.first(2), .cut(after: 0))]),
        Scenario(
            "poisoned-byte", "no response gets past one byte of the file",
            expectation: .failure, [.neverGives(2_500_000)]),
        Scenario(
            "crumbs", "each response is closed after 2000 bytes", expectation: .failure,
            [.cut(after: 2000)]),
        Scenario(
            "server-restarts", "the server is down for a second in the middle",
            [.when(.first(1), .goesDown(after: 600_000, for: 1))]),
        Scenario(
            "server-restarts-thrice", "down for half a second, three times",
            [.when(.first(3), .goesDown(after: 300_000, for: 0.5))]),
    ]

    static let stalled = [
        Scenario(
            "stall-one", "the third connection stalls after 100 KB",
            [.when(.connection(3...3), .stall(after: 100_000))]
        ),
        Scenario(
            "stall-every-third", "every third connection stalls after 100 KB",
            [.when(.everyConnection(3), .stall(after: 100_000))]
        ),
        Scenario(
            "stall-first", "the first response stalls after 100 KB",
            [.when(.request(1), .stall(after: 100_000))]
        ),
        Scenario(
            "stall-one-stream", "200 only; the first response stalls, the next is good",
            size: 1 << 20, [.noRanges(), .when(.request(1), .stall(after: 100_000))]
        ),
        Scenario(
            "no-head", "the second and third request get no response",
            [.when(.request(2...3), .noAnswer(.silence))]
        ),
        Scenario(
            "slow-lane", "every fourth connection carries 10 KB/s",
            [.when(.everyConnection(4), .throttle(10_000))], bytesPerSecondElsewhere: 2 << 20
        ),
        Scenario(
            "slow-first", "the first connection carries 10 KB/s",
            [.when(.connection(1...1), .throttle(10_000))], bytesPerSecondElsewhere: 2 << 20
        ),
        Scenario("dribbled-head", "heads come a byte at a time", [.dribble(1, every: 0.005)]),
        Scenario(
            "dribbled-slowly", "heads come in ten pieces, a fifth of a second apart",
            [.dribble(30, every: 0.2)]),
    ]

    /// Creates a scenario in which some connections have their own pace.
    private init(
        _ name: String, _ rule: String, _ faults: @escaping @Sendable @autoclosure () -> [Fault],
        bytesPerSecondElsewhere rate: Int64
    ) {
        self.init(name, rule, bytesPerSecond: nil, [.throttle(rate)] + faults())
    }
}
