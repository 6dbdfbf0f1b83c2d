/// Web pages instead of the file: captive portals, expired logins, errors with a 200.
extension Scenario {
    static let pages =
        [1, 8].flatMap { count in
            [
                portal("portal", "every response after the first is a login page", count, .page()),
                portal(
                    "portal-tagged", "the login page has an entity tag and a date", count,
                    .page(),
                    .fields(
                        Field("ETag", "\"portal\""),
                        Field("Last-Modified", "Sun, 22 Nov 2026 11:00:00 GMT"))),
                portal(
                    "portal-chunked", "the login page comes in chunks", count, .page(),
                    .chunks { Array(String($0.count, radix: 16).utf8) + [13, 10] + $0 + ending }),
                portal(
                    "portal-plain-text", "the page is text/plain", count,
                    .page(type: "text/plain", text: "session expired\n")),
                portal(
                    "portal-json", "the page is JSON", count,
                    .page(type: "application/json", text: "{\"error\":\"expired\"}\n")),
                portal(
                    "portal-no-type", "the page has no media type", count, .page(),
                    .field("Content-Type", nil)),
                portal(
                    "portal-same-type", "the page has the file's media type", count,
                    .page(type: "application/octet-stream")),
                portal("portal-empty", "the page is empty", count, .page(text: "")),
                portal("portal-203", "the page is a 203", count, .page(203)),
                portal(
                    "portal-redirect", "302 to a login page", count,
                    .when(.path("/file.bin"), .redirect(to: "/login")),
                    .when(.path("/login"), .page())),
            ]
        } + [
            Scenario(
                "portal-511", "511 Network Authentication Required after the first bytes",
                expectation: .failure,
                [.when(.first(1), .cut(after: 1 << 20)), .when(.afterRequest(1), .page(511))]),
            Scenario(
                "portal-for-a-while", "the third to fifth response is a login page",
                expectation: .fileOrFailure,
                [.cutConnection(after: 600_000), .when(.request(3...5), .page())]),
            Scenario(
                "portal-inside", "a login page for each range inside the file",
                expectation: .fileOrFailure, [.when(.inside, .page())]),
            Scenario(
                "portal-no-validators", "no validators; every response after the first is a page",
                expectation: .failure,
                [
                    .noValidators, .when(.first(1), .cut(after: 1 << 20)),
                    .when(.afterRequest(1), .page()),
                ]),
            Scenario(
                "portal-no-ranges", "200 only, cut once; then a login page", expectation: .failure,
                [
                    .noRanges(), .when(.first(1), .cut(after: 1 << 20)),
                    .when(.afterRequest(1), .page()),
                ]),
        ]

    private static let ending = Array("\r\n0\r\n\r\n".utf8)

    /// Returns a scenario with pages only, once the first response has been cut.
    private static func portal(
        _ name: String, _ rule: String, _ fragments: Int, _ faults: Fault...
    ) -> Scenario {
        let page = faults.map { Fault.when(.afterRequest(1), $0) }
        return Scenario(
            "\(name)-\(fragments)", "\(rule), \(fragments) fragments", expectation: .failure,
            [.when(.request(1), .cut(after: 1 << 20))] + page
        ).with { $0.fragments = fragments }
    }
}
