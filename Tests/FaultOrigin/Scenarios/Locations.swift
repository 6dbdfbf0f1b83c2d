/// Redirects with a tricky `Location`, and cookies set along the way.
extension Scenario {
    static let locations = [
        location("blank", "a blank in the path", "/a b.bin", "/a%20b.bin"),
        location("blank-query", "a blank in the query", "/b?x=a b", "/b?x=a%20b"),
        location("blanks-around", "blanks around it", "  /around.bin \t", "/around.bin"),
        location(
            "quotes", "quotes, angle brackets and braces", "/\"<a>{b}`.bin",
            "/%22%3Ca%3E%7Bb%7D%60.bin"),
        location(
            "encoded", "percent-encoded, in lower case", "/a%2fb%c3%a4.bin", "/a%2fb%c3%a4.bin"),
        location("empty-query", "an empty query", "/f?", "/f?"),
        location("query-alone", "only a query", "?token=1", "/file.bin?token=1"),
        location("fragment", "a fragment", "/frag.bin#part", "/frag.bin"),
        location("dots", "dot segments", "/x/../y/./z.bin", "/y/z.bin"),
        location("relative", "a relative path", "near.bin", "/near.bin"),
        location("backslashes", "backslashes for slashes", "\\x\\f.bin", "/x/f.bin"),
        location("one-slash", "a scheme with one slash", "http:/one/f.bin", "/one/f.bin"),
        location("no-slash", "a scheme with no slash", "http:none.bin", "/none.bin"),
        location("utf-8", "raw UTF-8", Array("/caf\u{E9}.bin".utf8), "/caf%C3%A9.bin"),
        location("latin-1", "raw Latin-1", [0x2F, 0x63, 0xE9, 0x2E, 0x62], "/c%E9.b"),
        location(
            "windows-1251", "raw Windows-1251", [0x2F, 0xF4, 0xE0, 0xE9, 0xEB],
            "/%F4%E0%E9%EB"),
        location("shift-jis", "raw Shift-JIS", [0x2F, 0x83, 0x65, 0x83, 0x58], "/%83e%83X"),
        location("plus", "a plus sign", "/a+b.bin?c+d", "/a+b.bin?c+d"),
        location("pipe", "a bar, a caret and brackets", "/p.bin?a|b^[c]", "/p.bin?a|b^[c]"),
        Scenario(
            "location-scheme-relative", "a Location without a scheme", size: 100_000,
            [.when(.path("/file.bin"), .redirect { "//\($0.authority)/real.bin" })]),
        Scenario(
            "location-upper-case", "a scheme and host in upper case", size: 100_000,
            [
                .when(
                    .path("/file.bin"),
                    .redirect { request in
                        let port = request.authority.split(separator: ":").last ?? ""
                        return "HTTP://LOCALHOST:\(port)/real.bin"
                    })
            ]),
        Scenario(
            "location-to-javascript", "302 to a javascript URL", expectation: .failure,
            [.redirect(to: "javascript:alert(1)")]),
        Scenario(
            "location-to-data", "302 to a data URL", expectation: .failure,
            [.redirect(to: "data:text/plain,hello")]),
        Scenario(
            "location-empty", "302 with an empty Location", expectation: .failure,
            [.redirect(to: "")]),
        Scenario(
            "location-port-0", "302 to port 0", expectation: .failure,
            [.redirect(to: "http://127.0.0.1:0/file.bin")]),
    ]

    static let cookies = [
        Scenario(
            "cookie-on-redirect", "302 sets a cookie that the file requires", size: 100_000,
            [
                .when(
                    .path("/file.bin"), .redirect(to: "/real.bin"), .fields(pass)),
                .when(.path("/real.bin") && !hasPass, .page(403)),
            ]),
        Scenario(
            "cookie-check", "a redirect to the same URL until a cookie is sent", size: 100_000,
            [.when(!hasPass, .redirect(to: "/file.bin"), .fields(pass))]),
        Scenario(
            "cookie-chain", "each of three redirects sets a cookie; the file requires all",
            size: 100_000,
            [
                .when(.path("/file.bin"), .redirect(to: "/2"), .fields(Field("Set-Cookie", "a=1"))),
                .when(.path("/2"), .redirect(to: "/3"), .fields(Field("Set-Cookie", "b=2"))),
                .when(.path("/3"), .redirect(to: "/real.bin"), .fields(pass)),
                .when(.path("/real.bin") && !hasAll, .page(403)),
            ]),
        Scenario(
            "cookie-of-first-answer", "fragments require the cookie that the first response sets",
            size: 4 << 20,
            [.fields(pass), .when(.inside && !hasPass, .page(403))]),
        Scenario(
            "cookie-after-cut", "the first response sets a cookie and is cut; the rest requires it",
            size: 4 << 20,
            [
                .fields(pass), .when(.request(1), .cut(after: 1 << 20)),
                .when(.afterRequest(1) && !hasPass, .page(403)),
            ]
        ).with { $0.fragments = 1 },
        Scenario(
            "cookie-hostile", "cookies of other domains, huge and malformed ones", size: 100_000,
            [
                .fields(
                    Field("Set-Cookie", "a=1; Domain=example.org"), Field("Set-Cookie", "="),
                    Field("Set-Cookie", "b=\(String(repeating: "x", count: 9000))"),
                    Field("Set-Cookie", "c=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"))
            ]
        ).with { scenario in
            scenario.wire = { log, _ in
                log.contains { $0.request.field("cookie")?.contains("a=1") ?? false }
                    ? "a cookie of another domain was sent" : nil
            }
        },
    ]

    private static let pass = Field("Set-Cookie", "pass=1; Path=/; HttpOnly")
    private static let hasPass = Condition { $0.field("cookie")?.contains("pass=1") ?? false }
    private static let hasAll = Condition { request in
        let cookie = request.field("cookie") ?? ""
        return ["a=1", "b=2", "pass=1"].allSatisfy { cookie.contains($0) }
    }

    /// Returns a scenario with a redirect that must lead to this target.
    private static func location(
        _ name: String, _ rule: String, _ place: String, _ target: String
    ) -> Scenario {
        location(name, rule, Array(place.utf8), target)
    }

    private static func location(
        _ name: String, _ rule: String, _ place: [UInt8], _ target: String
    ) -> Scenario {
        Scenario(
            "location-\(name)", "Location with \(rule)", size: 100_000,
            [
                .when(Condition { $0.target == "/file.bin" }, .redirect(toBytes: place)),
                .when(
                    Condition { ![target, "/file.bin"].contains($0.target) }, .page(404)),
            ]
        ).with { scenario in
            scenario.wire = { log, _ in
                let wrong = log.first { ![target, "/file.bin"].contains($0.request.target) }
                return wrong.map { "asked for \($0.request.target), not \(target)" }
            }
        }
    }
}
