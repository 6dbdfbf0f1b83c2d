/// Unusual or hostile heads, and file names that attempt path traversal.
extension Scenario {
    static let heads = [
        Scenario(
            "interim-100", "100 Continue before each response", size: 1 << 20,
            [.interim("HTTP/1.1 100 Continue\r\n\r\n")]),
        Scenario(
            "interim-103", "102 and 103 with fields before each response", size: 1 << 20,
            [
                .interim(
                    "HTTP/1.1 102 Processing\r\n\r\n",
                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nContent-Length: 5\r\n\r\n")
            ]),
        Scenario("bare-line-feeds", "heads with bare line feeds", size: 1 << 20, [.bareLineFeeds]),
        Scenario("no-reason", "status lines without a reason", size: 1 << 20, [.reason("")]),
        Scenario(
            "odd-reason", "status lines that end in an escape sequence", size: 1 << 20,
            [.reason("\u{1B}[31mOK\u{1B}]0;title\u{7}")]),
        Scenario(
            "lower-case-fields", "field names in lower case", size: 1 << 20,
            [
                .response { _, response in
                    response.fields = response.fields.map {
                        Field($0.name.lowercased(), $0.value)
                    }
                }
            ]),
        Scenario(
            "no-blank-after-colon", "fields without a blank after the colon", size: 1 << 20,
            [
                .rawHead { response in
                    let lines =
                        ["HTTP/1.1 \(response.status) OK"]
                        + response.fields.map { "\($0.name):\($0.value)" } + ["", ""]
                    return Array(lines.joined(separator: "\r\n").utf8)
                }
            ]),
        Scenario(
            "many-fields", "a head of 500 fields", size: 1 << 20,
            [
                .response { _, response in
                    for number in 1...500 { response.append("X-Field-\(number)", "value") }
                }
            ]),
        Scenario(
            "large-field", "a field of 60 KB", size: 1 << 20,
            [.fields(Field("X-Large", String(repeating: "a", count: 60_000)))]),
        Scenario(
            "junk-fields", "lines that are not fields", size: 1 << 20,
            expectation: .fileOrFailure,
            [
                .rawHead { response in
                    let text =
                        "HTTP/1.1 \(response.status) OK\r\nthis is no field\r\n: empty\r\n"
                        + response.fields.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
                    return Array(text.utf8)
                }
            ]),
        Scenario(
            "huge-head", "a head of 8 MiB", size: 1 << 20, expectation: .fileOrFailure,
            [
                .rawHead { _ in
                    let line = "X-More: \(String(repeating: "a", count: 8000))\r\n"
                    let text = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 1000)
                    return Array((text + "\r\n").utf8)
                }
            ]),
        Scenario(
            "not-http", "a response that is not HTTP", size: 1 << 20, expectation: .failure,
            [.rawHead { _ in Array("SSH-2.0-OpenSSH_9.2\r\n".utf8) }]),
        Scenario(
            "nul-in-head", "NUL and escape bytes in a field", size: 1 << 20,
            expectation: .fileOrFailure,
            [.fields(Field("X-Odd", "a\u{0}b\u{1B}[2J"))]),
        Scenario(
            "status-999", "an undefined status", size: 1 << 20,
            expectation: .failure, [.response { _, response in response.status = 999 }]),
    ]

    static let names = [
        named("plain", "attachment; filename=\"report.pdf\"", "report.pdf"),
        named(
            "extended", "attachment; filename=\"a.txt\"; filename*=UTF-8''%c3%a4%20b.txt",
            "ä b.txt"),
        named("traversal", "attachment; filename=\"../../../escape.txt\"", nil),
        named("absolute", "attachment; filename=\"/etc/escape.txt\"", nil),
        named("backslashes", "attachment; filename=\"..\\\\..\\\\escape.txt\"", nil),
        named("dots", "attachment; filename=\"..\"", "file.bin"),
        named("empty", "attachment; filename=\"\"", "file.bin"),
        named("encoded-slash", "attachment; filename*=UTF-8''..%2F..%2Fescape.txt", nil),
        named("controls", "attachment; filename*=UTF-8''a%0A%1B%5B2J%00b.txt", nil),
        named("direction", "attachment; filename*=UTF-8''a%E2%80%AEfdp.exe", nil),
        named("long", "attachment; filename=\"\(String(repeating: "n", count: 400)).tar.gz\"", nil),
        named("injected", "attachment; filename=\"a\rSet-Cookie: b.txt\"", nil),
        named("hidden", "attachment; filename=\".bashrc\"", nil),
    ]

    /// Returns a scenario about the file's name; without an expected one, it must stay in its
    /// folder.
    private static func named(_ name: String, _ disposition: String, _ expected: String?)
        -> Scenario
    {
        Scenario(
            "name-\(name)", "Content-Disposition: \(disposition.prefix(50).filter { $0 != "\r" })",
            size: 100_000, [.fields(Field("Content-Disposition", disposition))]
        ).with { scenario in
            scenario.expectedName = expected
            if disposition.contains("\r") { scenario.expectation = .fileOrFailure }
        }
    }
}
