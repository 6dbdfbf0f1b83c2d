/// Content codings and framings with a wrong end.
extension Scenario {
    static let coded: [Scenario] = {
        let body = Body.pattern(1 << 20)
        let whole = body.bytes(in: 0..<body.count)
        let gzip = Gzip.encode(whole)
        let deflate = Gzip.zlib(whole)
        let half = gzip.count / 2
        let bad: [(String, String, [UInt8], String)] = [
            ("gzip-half", "half of a gzip stream", Array(gzip[..<half]), "gzip"),
            ("gzip-no-trailer", "a gzip stream without its trailer", gzip.dropLast(8) + [], "gzip"),
            (
                "gzip-one-byte-short", "a gzip stream without its last byte", gzip.dropLast() + [],
                "gzip"
            ),
            ("gzip-head-alone", "ten bytes of gzip", Array(gzip[..<10]), "gzip"),
            (
                "gzip-wrong-sum", "a gzip stream with a wrong CRC",
                gzip.dropLast(8) + [1, 2, 3, 4] + gzip.suffix(4), "gzip"
            ),
            (
                "gzip-damaged", "a gzip stream with a corrupt block",
                gzip[..<half] + [0xFF, 0xFF, 0xFF, 0xFF] + gzip[(half + 4)...], "gzip"
            ),
            ("deflate-half", "half of a deflate stream", Array(deflate[..<half]), "deflate"),
            (
                "deflate-no-sum", "a deflate stream without its checksum", deflate.dropLast(4) + [],
                "deflate"
            ),
            ("gzip-not-at-all", "plain bytes labelled as gzip", whole, "gzip"),
        ]
        let scenarios = bad.flatMap { name, rule, bytes, coding -> [Scenario] in
            let whole = Scenario(
                "coded-\(name)", "\(rule), in a message of the correct length",
                size: body.count, expectation: .failure,
                [.coded(bytes, as: coding), .noRanges()])
            guard name.hasSuffix("half") else { return [whole] }
            let chunked = Scenario(
                "coded-\(name)-chunked", "\(rule), in chunks", size: body.count,
                expectation: .failure, [.coded(bytes, as: coding), .noRanges(), .chunked()])
            return [whole, chunked]
        }
        return scenarios + [
            Scenario(
                "coded-deflate", "unrequested deflate, 200 only", size: body.count,
                [.coded(deflate, as: "deflate"), .noRanges()]),
            Scenario(
                "coded-gzip-half-once", "half of a gzip stream once, then all of it",
                size: body.count,
                [
                    .when(.first(1), .coded(Array(gzip[..<half]), as: "gzip")),
                    .when(.afterRequest(1), .coded(gzip, as: "gzip")), .noRanges(),
                ]),
            Scenario(
                "coded-gzip-cut-once", "a gzip stream whose connection is cut once",
                size: body.count,
                [
                    .coded(gzip, as: "gzip"), .noRanges(),
                    .when(.first(1), .cut(after: 500_000)),
                ]),
            Scenario(
                "coded-gzip-twice", "gzip in gzip, which may be kept as it is sent",
                size: body.count,
                [.coded(Gzip.encode(gzip), as: "gzip, gzip"), .noRanges()]
            ).with { $0.alternatives = [.bytes(Gzip.encode(gzip))] },
            Scenario(
                "coded-zeros", "100 MiB of zeros as gzip would be 400 KB; here 8 MiB",
                size: 8 << 20,
                [.coded(Gzip.encode(Array(repeating: 0, count: 8 << 20)), as: "gzip"), .noRanges()]
            ).with { $0.resource.body = .bytes(Array(repeating: 0, count: 8 << 20)) },
        ]
    }()

    static let framing: [Scenario] = [
        chunked("extensions", "chunks with extensions", .file) { bytes in
            line("\(hex(bytes.count));name=\"a;b\"") + bytes + line("") + line("0;last") + line("")
        },
        chunked("trailers", "chunks with trailer fields", .file) { bytes in
            line(hex(bytes.count)) + bytes + line("") + line("0") + line("Digest: x")
                + line("Content-Length: 5") + line("")
        },
        chunked("zeros", "chunk sizes with leading zeros", .file) { bytes in
            line("0000" + hex(bytes.count)) + bytes + line("") + line("0000") + line("")
        },
        chunked("upper-case", "chunk sizes in upper case, with blanks", .fileOrFailure) { bytes in
            line(hex(bytes.count).uppercased() + " ") + bytes + line("") + line("0") + line("")
        },
        chunked("overflow", "a chunk size that overflows 64 bits", .failure) { bytes in
            line("ffffffffffffffffff") + bytes + line("") + line("0") + line("")
        },
        chunked("negative", "a negative chunk size", .failure) { bytes in
            line("-1") + bytes + line("") + line("0") + line("")
        },
        chunked("garbled", "a chunk size that is not a number", .failure) { bytes in
            line("size") + bytes + line("") + line("0") + line("")
        },
        chunked("too-long", "a chunk longer than its size", .failure) { bytes in
            line(hex(bytes.count - 100)) + bytes + line("") + line("0") + line("")
        },
        chunked("too-short", "a chunk shorter than its size", .failure) { bytes in
            line(hex(bytes.count + 100)) + bytes + line("") + line("0") + line("")
        },
        Scenario(
            "length-plus", "Content-Length with a plus sign", size: 1 << 20,
            expectation: .fileOrFailure, [.noRanges(), .contentLength { "+\($0)" }]),
        Scenario(
            "length-zeros", "Content-Length with leading zeros", size: 1 << 20,
            [.noRanges(), .contentLength { "0000\($0)" }]),
        Scenario(
            "length-hex", "Content-Length in hexadecimal", size: 1 << 20, expectation: .failure,
            [.noRanges(), .contentLength { "0x" + String($0, radix: 16) }]
        ).with { $0.expectation = .fileOrFailure },
        Scenario(
            "length-zero", "Content-Length: 0 before content", size: 1 << 20,
            expectation: .fileOrFailure, [.noRanges(), .contentLength { _ in "0" }]
        ).with { $0.alternatives = [.bytes([])] },
        Scenario(
            "206-length-zero", "206 with Content-Length: 0 before content", size: 1 << 20,
            expectation: .fileOrFailure, [.when(.ranged, .contentLength { _ in "0" })]),
        Scenario(
            "answer-before-request", "an unrequested response with wrong bytes",
            size: 2 << 20, bytesPerSecond: nil,
            [
                .rangeCap(256 << 10),
                .unasked { response in
                    guard let (body, range) = response.carried, range.upperBound < body.count else {
                        return []
                    }
                    let next = range.upperBound..<min(range.upperBound + 256 << 10, body.count)
                    let head = """
                        HTTP/1.1 206 Partial Content\r
                        Content-Length: \(next.count)\r
                        Content-Range: bytes \(next.lowerBound)-\(next.upperBound - 1)/\(body.count)\r
                        ETag: "first"\r
                        \r

                        """
                    return Array(head.utf8) + Array(repeating: 0x21, count: next.count)
                },
            ]),
        Scenario(
            "answer-before-request-200", "an unrequested response with a whole wrong file",
            size: 1 << 20, bytesPerSecond: nil,
            [
                .rangeCap(256 << 10),
                .unasked { _ in
                    Array(
                        "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\nETag: \"first\"\r\n\r\n".utf8
                    )
                        + Array(repeating: 0x21, count: 1 << 20)
                },
            ]),
    ]

    private static func chunked(
        _ name: String, _ rule: String, _ expectation: Expectation,
        _ encode: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> Scenario {
        Scenario(
            "chunks-\(name)", rule, size: 100_000, expectation: expectation,
            [.noRanges(), .chunks(encode), .closes(saying: true)])
    }

    private static func line(_ text: String) -> [UInt8] { Array("\(text)\r\n".utf8) }

    private static func hex(_ number: Int) -> String { String(number, radix: 16) }
}
