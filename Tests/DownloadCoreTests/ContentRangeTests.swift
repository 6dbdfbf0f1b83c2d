import DownloadCore
import Testing

struct ContentRangeTests {
    @Test(arguments: [
        "bytes 0-499/1234", "bytes=0-499/1234", "BYTES 0-499/1234", "bytes: 0-499/1234",
        "  bytes\t0 - 499 / 1234  ", "0-499/1234", "bytes0-499/1234", "bytes 000-0499/01234",
    ])
    func `one range is read in all its forms`(text: String) throws {
        let content = try ContentRange(Array(text.utf8))
        #expect(content.range == ByteRange(0, 500))
        #expect(content.total == 1234)
    }

    @Test func `a total may be unknown or missing`() throws {
        for text in ["bytes 5-9/*", "bytes=5-9 / *", "bytes 5-9"] {
            let content = try ContentRange(Array(text.utf8))
            #expect(content.range == ByteRange(5, 10))
            #expect(content.total == nil)
        }
    }

    @Test func `the unsatisfied form has the total only`() throws {
        for text in ["bytes */0", "bytes */ 77", "*/77", "bytes=*/77"] {
            let content = try ContentRange(Array(text.utf8))
            #expect(content.range == nil)
            #expect(content.total == (text.hasSuffix("77") ? 77 : 0))
        }
    }

    @Test func `the largest possible range is read`() throws {
        let text = "bytes 9223372036854775805-9223372036854775805/9223372036854775806"
        #expect(
            try ContentRange(Array(text.utf8)).range
                == ByteRange(9_223_372_036_854_775_805, 9_223_372_036_854_775_806))
    }

    @Test(arguments: [
        "", "bytes", "bytes ", "bytes 5", "bytes 5-", "bytes -5/10", "bytes 5-4/10",
        "bytes 0-10/10",
        "bytes 0-9/x", "bytes 0-9/-1", "bytes 0-9/10 x", "bytes 0-9/1 0", "bytes */*", "bytes */",
        "items 0-9/10", "bytess 0-9/10", "bytes 0--9/10", "bytes 0x0-9/10", "bytes 0-9/10, 0-9/10",
        "bytes 0-9223372036854775807/*", "bytes 9223372036854775808-9223372036854775809/*",
        "bytes 0-9/9223372036854775807", "bytes +0-9/10", "bytes 0-9//10", "bytes 0-9/0",
    ])
    func `impossible values are refused`(text: String) {
        #expect(throws: DownloadError.self) { try ContentRange(Array(text.utf8)) }
    }

    @Test func `an error quotes the value, truncated`() {
        let error = #expect(throws: DownloadError.self) {
            try ContentRange(Array("bytes 9-0/".utf8) + Array(repeating: 0x39, count: 5000))
        }
        #expect(error?.kind == .badResponse)
        #expect((error?.cause.count ?? 0) < 300)
    }

    @Test func `a requested range includes both ends`() {
        #expect(ByteRange(0, 500).specText == "0-499")
        #expect(ByteRange(7, 8).specText == "7-7")
        #expect(ByteRange(500, .max).specText == "500-")
        #expect(ByteRange(0, .max).specText == "0-")
        #expect(ByteRange(5, 5).specText == nil)
        #expect(ByteRange(-5, 5).specText == nil)
    }

    @Test func `a requested range is read back unchanged`() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<500 {
            let start = Int64.random(in: 0..<(1 << 40), using: &random)
            let range = ByteRange(start, start + Int64.random(in: 1..<(1 << 40), using: &random))
            let text = "bytes " + (range.specText ?? "") + "/\(range.end)"
            #expect(try ContentRange(Array(text.utf8)).range == range)
        }
    }
}
