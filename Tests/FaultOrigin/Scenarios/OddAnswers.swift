/// Rare responses.
extension Scenario {
    static let oddStatuses =
        [203, 226].map { status in
            Scenario(
                "\(status)", "\(status) with the whole file", size: 100_000,
                expectation: .fileOrFailure,
                [.noRanges(), .response { _, response in response.status = status }])
        }
        + [205, 300, 304, 305, 400, 402, 406, 407, 412, 417, 421, 423, 426, 431].map { status in
            Scenario(
                "\(status)-always", "\(status) to everything", expectation: .failure,
                [.status(status)])
        }
        + [507, 520, 598].map { status in
            Scenario(
                "\(status)-once", "\(status) to the first request only",
                expectation: .fileOrFailure, [.when(.first(1), .status(status))])
        } + [
            Scenario(
                "206-unasked", "206 of the first half to a request without Range",
                expectation: .failure,
                [
                    .response { _, response in
                        response.status = 206
                        response.content = [.body(.pattern(4 << 20), 0..<(2 << 20))]
                        response.set("Content-Length", "\(2 << 20)")
                        response.set("Content-Range", "bytes 0-2097151/4194304")
                    }
                ]),
            Scenario(
                "200-with-content-range", "200 with a Content-Range of the whole file",
                size: 1_048_576,
                [.noRanges(), .fields(Field("Content-Range", "bytes 0-1048575/1048576"))]),
            Scenario(
                "multipart-two-parts", "a range in two parts, out of order", size: 100_000,
                [
                    .when(
                        .ranged,
                        .parts { range in
                            let middle = (range.lowerBound + range.upperBound) / 2
                            return [middle..<range.upperBound, range.lowerBound..<middle]
                        })
                ]),
            Scenario(
                "multipart-overlapping", "a range in two parts that overlap", size: 100_000,
                [.when(.ranged, .parts { [$0, $0] })]),
            Scenario(
                "multipart-wrong-part", "one part with a different range", size: 100_000,
                [.when(.inside, .parts { _ in [0..<1000] })]),
            Scenario(
                "interim-many", "200 interim responses before each response", size: 100_000,
                [
                    .response { _, response in
                        response.interim = Array(
                            repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 200)
                    }
                ]),
            Scenario(
                "interim-named", "103 with another length, name and tag", size: 100_000,
                [
                    .interim(
                        "HTTP/1.1 103 Early Hints\r\nContent-Length: 7\r\nETag: \"hint\"\r\n"
                            + "Content-Disposition: attachment; filename=hint.bin\r\n\r\n")
                ]
            ).with { $0.expectedName = "file.bin" },
            Scenario(
                "interim-101", "101 Switching Protocols", size: 100_000,
                expectation: .fileOrFailure,
                [.interim("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")]),
        ]

    static let oddHeads = [
        raw("http-field", "a field whose name starts with HTTP/", "HTTP/2-Settings: a\r\n"),
        raw("http-line", "a line that looks like a status line", "HTTP/1.1 404 Not Found\r\n"),
        raw("http-field-404", "a field that looks like a status line", "HTTP/1.1 404 no: x\r\n"),
        raw("folded", "a folded field", "X-Long: a\r\n  b: c\r\n\t404\r\n"),
        raw("no-colon", "a line without a colon", "what is this\r\n"),
        raw("colon-alone", "a line with only a colon", ":\r\n"),
        raw("blank-before-colon", "a blank before the colon", "X-Odd : 1\r\n"),
        raw(
            "length-blank-name", "Content-Length with a blank in its name", "Content-Length : 5\r\n"
        ),
        raw("lone-cr", "a CR inside a field", "X-Odd: a\rContent-Length: 5\r\n"),
        raw("high-bytes", "bytes that are not UTF-8", "X-Odd: \u{FF}\u{FE}\r\n"),
        Scenario(
            "head-blank-lines", "two empty lines before the status line", size: 100_000,
            expectation: .fileOrFailure,
            [.rawHead { Array("\r\n\r\n".utf8) + $0.head }]),
        Scenario(
            "head-junk-before", "junk before the status line", size: 100_000,
            expectation: .fileOrFailure, [.rawHead { Array("junk\r\n".utf8) + $0.head }]),
        Scenario(
            "head-http-0.9", "no head at all", size: 100_000, expectation: .failure,
            [.rawHead { _ in [] }]),
        Scenario(
            "head-http-3.1", "an unknown version", size: 100_000,
            expectation: .fileOrFailure,
            [.response { _, response in response.version = "HTTP/3.1" }]),
        cutHead("cut", "heads that end in the middle, twice") { $0.prefix(40) },
        cutHead("cut-in-status", "heads that end in the status line, twice") { $0.prefix(12) },
        cutHead("cut-after-line", "heads that end after the status line, twice") { head in
            head.prefix(through: head.firstIndex(of: 10) ?? 0)
        },
        cutHead("cut-before-end", "heads without their empty line, twice") { $0.dropLast(2) },
        Scenario(
            "head-trickles", "a byte of the head each second", size: 100_000,
            expectation: .fileOrFailure, [.dribble(8, every: 0.5)]),
    ]

    static let oddNames = [
        oddName("invalid-utf-8", "a.\u{80}b.bin", nil),
        oddName("encoded-word", "=?UTF-8?B?w6QudHh0?=", nil),
        oddName("device", "CON.txt", nil),
        oddName("trailing-dots", "a.txt. . .", nil),
        oddName("tilde", "~root", nil),
        oddName("dash", "-rf", nil),
        oddName("shell", "$(reboot).sh", nil),
        oddName("multibyte-long", String(repeating: "名", count: 200) + ".iso", nil),
        oddName("only-dots", "....", nil),
        oddName("blanks", "   ", nil),
        oddName("tabs", "a\tb.txt", nil),
    ]

    /// Returns a scenario in which the first two responses end in the middle of the head.
    private static func cutHead(
        _ name: String, _ rule: String, _ part: @escaping @Sendable ([UInt8]) -> ArraySlice<UInt8>
    ) -> Scenario {
        Scenario(
            "head-\(name)", rule, size: 100_000,
            [
                .when(
                    .first(2),
                    .response { _, response in
                        response.rawHead = Array(part(response.head))
                        response.content = []
                        response.keepsAlive = false
                    })
            ])
    }

    /// Returns a scenario with this line in the head of a correct response.
    private static func raw(_ name: String, _ rule: String, _ line: String) -> Scenario {
        Scenario(
            "head-\(name)", rule, size: 100_000, expectation: .fileOrFailure,
            [
                .rawHead { response in
                    Array("HTTP/1.1 \(response.status) OK\r\n\(line)".utf8)
                        + Array(
                            response.fields.map { "\($0.name): \($0.value)\r\n" }.joined().utf8)
                        + [13, 10]
                }
            ])
    }

    private static func oddName(_ name: String, _ value: String, _ expected: String?) -> Scenario {
        Scenario(
            "name-\(name)", "an unusual file name: \(name)", size: 100_000,
            [.fields(Field("Content-Disposition", "attachment; filename=\"\(value)\""))]
        ).with { $0.expectedName = expected }
    }
}
