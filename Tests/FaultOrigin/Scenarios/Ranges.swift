/// Servers that refuse ranges, or serve others than requested.
extension Scenario {
    static let refusedRanges =
        [400, 403, 405, 416, 500, 501].map { status in
            Scenario(
                "range-refused-\(status)", "\(status) to a request with Range, 200 without",
                [.noRanges(), .when(.ranged, .status(status))])
        } + [
            Scenario(
                "range-refused-reset", "reset on a request with Range, 200 without",
                expectation: .fileOrFailure,
                [.noRanges(), .when(.ranged, .noAnswer(.reset))]),
            Scenario(
                "inside-200", "206 from the first byte, 200 to every other range",
                [.when(.inside, .noRanges())]),
            Scenario(
                "inside-416", "206 from the first byte, 416 to every other range",
                [.when(.inside, .rangeNotSatisfiable(sayingTotal: true))]),
            Scenario(
                "inside-416-no-total", "416 without Content-Range to every other range",
                [.when(.inside, .rangeNotSatisfiable(sayingTotal: false))]),
            Scenario(
                "inside-416-once", "416 to the first three ranges inside",
                [
                    .when(
                        .inside && .first(3), .rangeNotSatisfiable(sayingTotal: true))
                ]),
            Scenario(
                "inside-403", "206 from the first byte, 403 to every other range",
                [.when(.inside, .status(403))]),
            Scenario(
                "ranges-sometimes", "every third response is a 200",
                [.when(Condition { $0.number % 3 == 0 }, .noRanges(acceptRanges: "bytes"))]),
        ]

    static let wrongRanges =
        inside(
            "wrong-start", "206 that starts 1 byte later, as declared",
            .gives { right, _ in
                (right.lowerBound + 1)..<max(right.lowerBound + 1, right.upperBound)
            })
        + inside(
            "wrong-start-lie", "correct bytes, but Content-Range declares a later start",
            .contentRange { "bytes \($0 + 4096)-\($1)/\($2)" })
        + inside(
            "early-start", "206 rounded down to blocks of 64 KiB, as declared",
            .gives { right, _ in
                ((right.lowerBound - 1) & ~0xFFFF)..<right.upperBound
            })
        + inside(
            "from-zero", "206 of the whole file for any range, as declared",
            .gives { _, total in 0..<total })
        + inside(
            "wrong-end-lie", "Content-Range declares an end beyond the content",
            .contentRange { "bytes \($0)-\($1 + 4096)/\($2 + 8192)" })
        + inside(
            "wrong-total", "Content-Range declares a different total",
            .contentRange { "bytes \($0)-\($1)/\($2 + 1)" })
        + inside("no-content-range", "206 without Content-Range", .contentRange { _, _, _ in nil })
        + inside(
            "unsatisfied-form", "206 with Content-Range: bytes */total",
            .contentRange { _, _, total in "bytes */\(total)" })
        + inside(
            "garbled", "206 with an unreadable Content-Range", .contentRange { _, _, _ in "yes" })
        + inside(
            "overflow", "206 whose Content-Range overflows 64 bits",
            .contentRange { first, _, _ in
                "bytes \(first)-99999999999999999999/100000000000000000000"
            })
        + inside(
            "reversed", "206 whose Content-Range ends before its start",
            .contentRange { first, last, total in "bytes \(last)-\(first - 1)/\(total)" })
        + inside(
            "other-unit", "206 in a unit other than bytes",
            .contentRange { "lines \($0)-\($1)/\($2)" })
        + inside("multipart", "206 as multipart/byteranges", .multipart)
        + inside("empty-206", "206 without content", .emptyRange)
        + [
            Scenario(
                "range-cap", "at most 256 KiB in one 206", [.rangeCap(256 << 10)]),
            Scenario(
                "range-cap-hidden", "206 always 1000 bytes short of the requested end",
                size: 1 << 20,
                [
                    .when(
                        .inside,
                        .gives { right, _ in
                            let short = right.upperBound - 1000
                            return right
                                .lowerBound..<(short > right.lowerBound ? short : right.upperBound)
                        })
                ]),
            Scenario(
                "longer-than-asked", "206 up to the end of the file, whatever the requested end",
                [.gives { right, total in right.lowerBound..<total }]),
            Scenario(
                "total-unknown", "Content-Range: bytes a-b/*",
                [.contentRange { first, last, _ in "bytes \(first)-\(last)/*" }]),
            Scenario(
                "form-equals", "Content-Range: bytes=a-b/t",
                [.contentRange { "bytes=\($0)-\($1)/\($2)" }]),
            Scenario(
                "form-blanks", "Content-Range with odd blanks",
                [.contentRange { "  bytes   \($0) - \($1) / \($2)  " }]),
            Scenario(
                "form-capitals", "Content-Range: Bytes a-b/t",
                [.contentRange { "BYTES \($0)-\($1)/\($2)" }]),
            Scenario(
                "form-no-unit", "Content-Range: a-b/t", expectation: .fileOrFailure,
                [.contentRange { "\($0)-\($1)/\($2)" }]),
            Scenario(
                "range-header-twice", "two Content-Range fields that differ",
                expectation: .fileOrFailure,
                [
                    .when(
                        .inside,
                        .response { _, response in
                            response.append("Content-Range", "bytes 0-99/100")
                        })
                ]),
        ]

    /// Returns two scenarios: the fault in every 206, and only in those inside the file.
    ///
    /// The file is available in both: by a plain request, or over the one correct connection.
    private static func inside(_ name: String, _ rule: String, _ fault: Fault) -> [Scenario] {
        [
            Scenario("206-\(name)", rule + "; inside the file", [.when(.inside, fault)]),
            Scenario("206-\(name)-always", rule + "; always", size: 1 << 20, [fault]),
        ]
    }
}
