/// Correct servers, as a reference for the others.
extension Scenario {
    static let wellBehaved = [
        Scenario("plain-good", "ranges as in RFC 9110", []).with { scenario in
            scenario.wire = repeatsNothing(but: 64 << 10)
        },
        Scenario("good-unthrottled", "at full speed", size: 32 << 20, bytesPerSecond: nil, []),
        Scenario("empty-file", "an empty file; 416 to a range of it", size: 0, []),
        Scenario("empty-file-200", "an empty file, as 200", size: 0, [.noRanges()]),
        Scenario(
            "empty-file-chunked", "an empty file in chunks, as 200", size: 0,
            [.noRanges(), .chunked()]),
        Scenario("one-byte", "a file of one byte", size: 1, []),
        Scenario("five-bytes", "fewer bytes than fragments", size: 5, []),
        Scenario("odd-size", "a size that is not a multiple of any count", size: 3_000_017, []),
        Scenario(
            "accept-ranges-missing", "no Accept-Ranges, but ranges work", [.acceptRanges(nil)]),
        Scenario(
            "accept-ranges-none", "Accept-Ranges: none, but ranges work", [.acceptRanges("none")]),
        Scenario("slow-answers", "half a second before each head", [.delay(0.5)]),
    ]

    static let withoutRanges = [
        Scenario("no-ranges", "200 to everything", [.noRanges()]),
        Scenario(
            "no-ranges-but-promised", "Accept-Ranges: bytes, but 200 to everything",
            [.noRanges(acceptRanges: "bytes")]),
        Scenario("no-ranges-chunked", "200 in chunks, no length", [.noRanges(), .chunked()]),
        Scenario(
            "no-ranges-tiny-chunks", "200 in chunks of 7 bytes", size: 100_000, bytesPerSecond: nil,
            [.noRanges(), .chunked(size: 7)]),
        Scenario(
            "no-ranges-close-delimited", "200 without length, delimited by close",
            [.noRanges(), .closeDelimited]),
        Scenario("http-1.0", "HTTP/1.0 without ranges, closes", [.noRanges(), .http10]),
        Scenario(
            "http-1.0-no-length", "HTTP/1.0 without length",
            [.noRanges(), .http10, .closeDelimited]),
        Scenario("http-1.0-ranges", "HTTP/1.0 with ranges", [.http10]),
        Scenario(
            "no-ranges-cut-once", "200 only, cut in the middle once: starts over",
            [.noRanges(), .when(.first(1), .cut(after: 1 << 20))]),
        Scenario(
            "no-ranges-reset-twice", "200 only, reset in the middle twice: starts over",
            [.noRanges(), .when(.first(2), .cut(after: 1 << 20, by: .reset))]),
        Scenario(
            "no-ranges-cut-always", "200 only, always cut at the same place", size: 1 << 20,
            expectation: .failure, [.noRanges(), .cut(after: 700_001)]),
        Scenario(
            "chunked-cut-once", "chunks without the last one, once",
            [.noRanges(), .when(.first(1), .cut(after: 3 << 20), .chunked(lastChunk: false))]
                + [.when(!.first(1), .chunked())]),
        Scenario(
            "chunked-no-last-chunk", "every byte, but never the last chunk", size: 1 << 20,
            expectation: .failure, [.noRanges(), .chunked(lastChunk: false)]),
        Scenario(
            "chunked-cut-always", "chunks, always cut at the same place", size: 1 << 20,
            expectation: .failure,
            [.noRanges(), .chunked(lastChunk: false), .cut(after: 700_001)]),
        Scenario(
            "chunked-206", "206 in chunks: correct ranges, no Content-Length", [.chunked()]),
        Scenario(
            "one-time-url", "only the first request gets a response, which suffices",
            [.when(.afterRequest(1), .status(403))]),
        Scenario(
            "one-time-url-200", "only the first request gets a response, without ranges",
            [.noRanges(), .when(.afterRequest(1), .status(404))]),
    ]
}
