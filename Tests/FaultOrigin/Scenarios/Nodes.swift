/// Nodes of one service with inconsistent metadata, and refusals to resume.
extension Scenario {
    static let nodes =
        [1, 8].flatMap { count in
            [
                cut(
                    "etag", "a different entity tag from each node", count, .entityTagPerRequest),
                cut(
                    "etag-ignoring", "a different entity tag from each node, If-Range ignored",
                    count,
                    .entityTagPerRequest, .ifRange(.ignored)),
                cut("date", "a different date from each node", count, .datePerRequest),
                cut(
                    "weak-etag", "a different weak entity tag from each node", count,
                    .response { request, response in
                        response.set("ETag", "W/\"node-\(request.number)\"")
                    }),
                cut(
                    "etag-sometimes", "every second node has no entity tag", count,
                    .when(Condition { $0.number % 2 == 0 }, .entityTag(nil))),
                cut(
                    "two-tags", "two nodes with a tag each, in turn", count,
                    .when(Condition { $0.number % 2 == 0 }, .entityTag("\"second\""))),
            ]
        }

    static let resumes =
        [
            ("right-total", "bytes */4194304", "416 with the correct total"),
            ("no-total", nil, "416 without Content-Range"),
            ("wrong-total", "bytes */1", "416 with a total of 1"),
            ("garbled", "bytes", "416 with an unreadable Content-Range"),
            ("star", "bytes */*", "416 with bytes */*"),
        ].map { name, range, rule in
            keeping(
                "resume-416-\(name)", "\(rule) to the first resume request",
                .when(.request(2), .status(416), .field("Content-Range", range)))
        }
        + [400, 403, 404, 412, 500].map { status in
            keeping(
                "resume-\(status)-once", "\(status) to the first resume request",
                .when(.request(2), .status(status)))
        }
        + [
            keeping(
                "resume-200-once", "200 to the first resume request",
                .when(.request(2), .noRanges())),
            keeping(
                "resume-empty-206", "an empty 206 to the first resume request",
                .when(.request(2), .emptyRange)),
            keeping(
                "resume-from-zero", "206 of the whole file to the first resume request",
                .when(.request(2), .gives { _, total in 0..<total })),
            keeping(
                "resume-closed", "the first three resume requests are closed",
                .when(.request(2...4), .noAnswer(.close))),
        ]

    /// Returns a scenario in which every connection is cut and the nodes' metadata differs.
    private static func cut(
        _ name: String, _ rule: String, _ fragments: Int, _ faults: Fault...
    ) -> Scenario {
        Scenario(
            "node-\(name)-\(fragments)", "\(rule); connections are cut after 700 KB",
            [.cutConnection(after: 700_000)] + faults
        ).with { $0.fragments = fragments }
    }

    /// Returns a scenario with one connection, cut after 3 MiB: the received bytes must be kept.
    private static func keeping(_ name: String, _ rule: String, _ faults: Fault...) -> Scenario {
        Scenario(
            name, "cut after 3 MiB; \(rule)", [.when(.request(1), .cut(after: 3 << 20))] + faults
        ).with { scenario in
            scenario.fragments = 1
            scenario.wire = { log, size in
                let sent = log.reduce(0) { $0 + $1.bytesSent }
                guard sent > size + size / 2 else { return nil }
                return "\(sent) bytes served for a file of \(size)"
            }
        }
    }
}
