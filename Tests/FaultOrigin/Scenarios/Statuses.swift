/// Temporary and permanent errors, and limits on connections.
extension Scenario {
    static let statuses =
        [408, 425, 429, 500, 502, 503, 504].map { status in
            Scenario(
                "\(status)-once", "\(status) to the first request only",
                [.when(.first(1), .status(status))])
        }
        + [401, 403, 404, 410, 451].map { status in
            Scenario(
                "\(status)-always", "\(status) to everything", expectation: .failure,
                [.status(status)])
        }
        + [500, 503].map { status in
            Scenario(
                "\(status)-always", "\(status) to everything: must be given up",
                expectation: .failure, [.status(status)]
            ).with { $0.seconds = 240 }
        } + [
            Scenario(
                "503-inside-4", "503 to the first four ranges inside the file",
                [.when(.inside && .first(4), .status(503))]),
            Scenario(
                "503-retry-after", "503 with Retry-After: 1 to the first request",
                [.when(.first(1), .status(503, retryAfter: "1"))]
            ).with { $0.wire = waitsASecond },
            Scenario(
                "503-retry-after-date", "503 with a Retry-After date to the first request",
                [.when(.first(1), .status(503, retryAfterDateIn: 2))]
            ).with { $0.wire = waitsASecond },
            Scenario(
                "503-retry-after-garbled", "503 with an unreadable Retry-After",
                [.when(.first(1), .status(503, retryAfter: "soon"))]),
            Scenario(
                "503-retry-after-past", "503 with a Retry-After date in the past",
                [.when(.first(1), .status(503, retryAfterDateIn: -3600))]),
            Scenario(
                "503-a-quarter", "one response in four is a 503",
                [.when(.chance(0.25, seed: 11), .status(503))]),
            Scenario(
                "500-a-third", "one response in three is a 500",
                [.when(.chance(0.33, seed: 12), .status(500))]),
            Scenario(
                "403-for-a-while", "403 for one second after the first bytes, then good again",
                [
                    .when(
                        .inside && Condition { $0.seconds < 1 }, .status(403))
                ]),
            Scenario(
                "link-expires", "410 to everything after 1 MiB", expectation: .failure,
                [.cut(after: 100_000), .when(.afterBytes(1 << 20), .status(410))]),
            Scenario(
                "page-for-error", "200 with an error page instead of ranges, after the first bytes",
                expectation: .fileOrFailure,
                [
                    .when(
                        .afterRequest(1),
                        .response { _, response in
                            response.become(status: 200, text: "<h1>Please log in</h1>\n")
                            response.set("Content-Type", "text/html")
                        })
                ]),
            Scenario(
                "204", "204 without content", expectation: .failure,
                [
                    .response { _, response in
                        response.become(status: 204, text: "")
                        response.remove("Content-Length")
                    }
                ]),
        ]

    static let ceilings = [
        Scenario(
            "503-beyond-3", "503 while more than three responses are active",
            [.when(.moreAnswersThan(3), .status(503))]),
        Scenario(
            "429-beyond-2", "429 with Retry-After: 1 while more than two are active",
            [.when(.moreAnswersThan(2), .status(429, retryAfter: "1"))]),
        Scenario(
            "503-beyond-1", "503 while another response is active",
            [.when(.moreAnswersThan(1), .status(503))]),
        Scenario(
            "reset-beyond-3", "requests beyond three at once are reset",
            [.when(.moreAnswersThan(3), .noAnswer(.reset))]),
        Scenario("refuse-beyond-3", "no more than three connections are accepted", [])
            .with { $0.refusesBeyond = 3 },
        Scenario("refuse-beyond-1", "no more than one connection is accepted", [])
            .with { $0.refusesBeyond = 1 },
        Scenario(
            "403-beyond-4", "403 while more than four responses are active",
            [.when(.moreAnswersThan(4), .status(403))]),
    ]

    private static let waitsASecond: @Sendable ([LogEntry], Int64) -> String? = { log, _ in
        guard log.count > 1 else { return nil }
        let waited = log[1].request.seconds - log[0].request.seconds
        return waited < 0.8 ? "asked again after \(Int(waited * 1000)) ms" : nil
    }
}
