/// Lengths that contradict each other or the content.
extension Scenario {
    static let lengths = [
        Scenario(
            "length-twice-differing", "two Content-Length fields that differ", size: 1 << 20,
            expectation: .failure, [.noRanges(), .secondContentLength { "\($0 - 10)" }]),
        Scenario(
            "length-twice-differing-206", "206 with two Content-Length fields that differ",
            size: 1 << 20,
            [.when(.ranged, .secondContentLength { "\($0 - 10)" })]),
        Scenario(
            "length-twice-same", "two Content-Length fields that agree", size: 1 << 20,
            [.noRanges(), .secondContentLength { "\($0)" }]),
        Scenario(
            "length-list-differing", "Content-Length: a, b", size: 1 << 20, expectation: .failure,
            [.noRanges(), .contentLength { "\($0), \($0 - 10)" }]),
        Scenario(
            "length-overflow", "a Content-Length that overflows 64 bits", size: 1 << 20,
            expectation: .fileOrFailure,
            [.noRanges(), .contentLength { _ in "99999999999999999999999" }]),
        Scenario(
            "length-negative", "a negative Content-Length", size: 1 << 20,
            expectation: .fileOrFailure, [.noRanges(), .contentLength { "-\($0)" }]),
        Scenario(
            "length-garbled", "a Content-Length that is not a number", size: 1 << 20,
            expectation: .fileOrFailure, [.noRanges(), .contentLength { "\($0)abc" }]),
        Scenario(
            "length-beyond-disk", "a length of 4 EiB, beyond any disk", size: 1 << 20,
            expectation: .failure,
            [.noRanges(), .contentLength { _ in "4611686018427387904" }]),
        Scenario(
            "total-beyond-disk", "a Content-Range total of 4 EiB", size: 1 << 20,
            expectation: .fileOrFailure,
            [.contentRange { first, last, _ in "bytes \(first)-\(last)/4611686018427387904" }]),
        Scenario(
            "length-too-small", "content 1000 bytes longer than Content-Length", size: 1 << 20,
            expectation: .fileOrFailure, [.noRanges(), .contentLength { "\($0 - 1000)" }]
        ).with { scenario in
            // A file cut at the promised length looks complete to the client.
            let whole = scenario.resource.body
            scenario.alternatives = [.bytes(whole.bytes(in: 0..<(whole.count - 1000)))]
        },
        Scenario(
            "length-too-large", "the connection closes 1000 bytes before Content-Length",
            size: 1 << 20, expectation: .failure, [.noRanges(), .contentLength { "\($0 + 1000)" }]),
        Scenario(
            "206-length-too-small", "206 whose Content-Length is 10 less than its Content-Range",
            size: 1 << 20,
            [.when(.ranged, .contentLength { "\($0 - 10)" })]),
        Scenario(
            "206-length-too-large", "206 whose Content-Length is 10 more than its Content-Range",
            size: 1 << 20,
            [.when(.ranged, .contentLength { "\($0 + 10)" })]),
        Scenario(
            "206-extra-bytes", "bytes after each 206's content, then closed", size: 1 << 20,
            [.extraBytes(100)]),
        Scenario(
            "206-extra-bytes-kept-alive", "bytes after each 206's content, kept alive",
            size: 1 << 20, [.extraBytes(100, closes: false)]),
        Scenario(
            "200-extra-bytes", "bytes after the content, then closed", size: 1 << 20,
            [.noRanges(), .extraBytes(5000)]),
        Scenario(
            "length-and-chunks", "chunks with a wrong Content-Length", size: 1 << 20,
            expectation: .fileOrFailure,
            [
                .noRanges(), .chunked(),
                .response { _, response in response.set("Content-Length", "999") },
            ]),
    ]
}
