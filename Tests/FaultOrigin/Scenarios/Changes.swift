/// Weak, missing or ignored validators, and changing files.
extension Scenario {
    static let validators = [
        Scenario("weak-etag", "W/ entity tag", [.entityTag("W/\"first\"")]).with { scenario in
            scenario.wire = { log, _ in
                log.contains { $0.request.field("if-range")?.hasPrefix("W/") ?? false }
                    ? "a weak entity tag in If-Range" : nil
            }
        },
        Scenario(
            "weak-etag-cut", "W/ entity tag, each connection closed after 512 KiB",
            [.entityTag("W/\"first\""), .cutConnection(after: 512 << 10)]),
        Scenario("no-validators", "neither ETag nor Last-Modified", [.noValidators]),
        Scenario(
            "no-validators-cut", "no validators, each connection closed after 512 KiB",
            [.noValidators, .cutConnection(after: 512 << 10)]),
        Scenario("etag-unquoted", "an entity tag without quotes", [.entityTag("first")]),
        Scenario(
            "if-range-ignored", "ranges are given whatever If-Range says", [.ifRange(.ignored)]),
        Scenario(
            "if-range-never", "200 to a good If-Range",
            [.ifRange(.alwaysWhole), .cutConnection(after: 700_000)]
        ).with { $0.expectation = .file },
        Scenario(
            "if-range-etag-never", "200 to an If-Range with an entity tag, a date works",
            [.when(Condition { $0.field("if-range")?.hasPrefix("\"") ?? false }, .noRanges())]),
        Scenario(
            "etag-per-request", "another entity tag with each answer, over the same bytes",
            [.entityTagPerRequest, .ifRange(.ignored)]),
        Scenario(
            "etag-per-request-honoured", "another entity tag with each answer, If-Range honoured",
            [.entityTagPerRequest]),
    ]

    static let changes = [
        changing("changed", "new bytes, tag and date after the fourth request", size: 4 << 20),
        changing("changed-longer", "a longer file after the fourth request", size: 5 << 20),
        changing("changed-shorter", "a shorter file after the fourth request", size: 3_500_000),
        changing(
            "changed-if-range-ignored", "new bytes and tag, and If-Range is ignored",
            size: 4 << 20, .ifRange(.ignored)),
        changing(
            "changed-longer-if-range-ignored", "a longer file, and If-Range is ignored",
            size: 5 << 20, .ifRange(.ignored)),
        changing(
            "changed-date-only", "new bytes and date, no entity tags", size: 4 << 20,
            .entityTag(nil)),
        changing(
            "changed-date-only-if-range-ignored", "new bytes and date, no tags, If-Range ignored",
            size: 4 << 20, .entityTag(nil), .ifRange(.ignored)),
        changing(
            "changed-longer-no-validators", "a longer file, no validators", size: 5 << 20,
            .noValidators),
        resumed(
            "changed-unnoticed", "no validators; cut once, then other bytes of the same length",
            .noValidators),
        resumed(
            "changed-weak-tag", "the weak tag stays; cut once, then other bytes",
            .entityTag("W/\"first\""), .lastModified(nil)),
        resumed(
            "changed-within-a-second", "the date is as recent as the response; cut, then changed",
            .entityTag(nil), .lastModified("Sun, 22 Nov 2026 12:00:00 GMT")),
        Scenario(
            "changes-always", "another file of the same length with each request",
            expectation: .fileOrFailure,
            [
                Fault { request in
                    Fault.file(version(request.number)).effects(request)
                }
            ]
        ).with { scenario in
            scenario.alternatives = (1...requestLimit).map { version($0).body }
        },
        Scenario(
            "two-mirrors", "two servers by turns with different files of the same length",
            expectation: .fileOrFailure,
            [.when(Condition { $0.number % 2 == 0 }, .file(version(2)))]
        ).with { $0.alternatives = [version(2).body] },
    ]

    private static func version(_ number: Int, size: Int64 = 4 << 20) -> Resource {
        var resource = Resource(
            .pattern(size, seed: UInt64(100 + number)), entityTag: "\"version-\(number)\"")
        let second = number % 60
        resource.lastModified = "Fri, 02 Jan 2026 00:00:\(second < 10 ? "0" : "")\(second) GMT"
        return resource
    }

    /// Returns a scenario whose file changes at the fifth request; earlier responses are cut.
    private static func changing(
        _ name: String, _ rule: String, size: Int64, _ faults: Fault...
    ) -> Scenario {
        let later = version(1, size: size)
        return Scenario(
            name, rule,
            [.when(.request(1...4), .cut(after: 200_000)), .when(.afterRequest(4), .file(later))]
                + faults
        ).with { $0.alternatives = [later.body] }
    }

    /// Returns a scenario with one fragment whose file changes after the first response is cut.
    private static func resumed(_ name: String, _ rule: String, _ faults: Fault...) -> Scenario {
        let later = Body.pattern(4 << 20, seed: 77)
        return Scenario(
            name, rule,
            faults + [
                .when(.request(1), .cut(after: 1 << 20)), .when(.afterRequest(1), .body(later)),
            ]
        ).with { scenario in
            scenario.fragments = 1
            scenario.alternatives = [later]
        }
    }
}
