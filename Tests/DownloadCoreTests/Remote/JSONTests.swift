import DownloadCore
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "A text is read and written as the same text",
        arguments: [
            "null", "true", "false", "0", "-1", "9223372036854775807",
            "123456789012345678901234567890", "1.5", "-2e+100", "\"\"",
            "\"a\\\"b\\\\c\"", "\"\\u0000\\u001f\"", "\"ä 名 😀\"", "[]", "[1,[2,[]],\"x\"]", "{}",
            "{\"a\":1,\"b\":{\"c\":[null]}}",
        ])
    func sameText(_ text: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)).text == Array(text.utf8))
    }

    @Test(
        "White space and escape sequences are read",
        arguments: [
            (" [ 1 ,\t2\r\n] ", JSONValue.array([.integer(1), .integer(2)])),
            (#""\b\f\n\r\t\/\u00e4\ud83d\ude00""#, .string("\u{8}\u{C}\n\r\t/ä😀")),
            ("{ \"a\" : 1e2 }", .object([JSONValue.Member("a", .number(100))])),
            ("10000000000000000000", .largeInteger("10000000000000000000")),
            ("-9223372036854775809", .largeInteger("-9223372036854775809")),
        ])
    func accepted(_ text: String, value: JSONValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test(
        "What is not exactly one JSON value is refused",
        arguments: [
            "", " ", "nul", "tru e", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10", "1_000",
            "NaN",
            "Infinity", "1e999", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "[", "[1", "[1,]", "[,1]", "[1 2]",
            "]",
            "{", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1,\"a\":2}",
            "{\"a\":1 \"b\":2}", "1 2", "[]]", "//", "'a'",
        ])
    func refused(_ text: String) {
        #expect(throws: JSONReader.Problem.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test("Text that is not UTF-8 is refused")
    func notUTF8() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4]] {
            #expect(throws: JSONReader.Problem.self) {
                try JSONReader.read([0x22] + bytes + [0x22])
            }
        }
    }

    @Test("Depth, values and members have limits")
    func limits() throws {
        var limits = JSONReader.Limits()
        limits.depth = 2
        limits.values = 4
        limits.members = 2
        for text in ["[[1]]", "[1,2,3]", "{\"a\":1,\"b\":2}"] {
            _ = try JSONReader.read(Array(text.utf8), limits: limits)
        }
        for text in ["[[[]]]", "[1,2,3,4]", "{\"a\":1,\"b\":2,\"c\":3}"] {
            #expect(throws: JSONReader.Problem.self) {
                try JSONReader.read(Array(text.utf8), limits: limits)
            }
        }
        let deep = Array(String(repeating: "[", count: 1_000_000).utf8)
        #expect(throws: JSONReader.Problem.self) { try JSONReader.read(deep) }
    }

    private struct Sample: Codable, Equatable {
        enum Kind: Codable, Equatable {
            case plain
            case pair(Int, text: String?)
        }
        var whole: Int
        var small: UInt8
        var rate: Double
        var text: String?
        var flags: [Bool]
        var kinds: [Kind]
    }

    @Test("Codable values come back as they were")
    func codable() throws {
        let sample = Sample(
            whole: -5, small: 255, rate: 0.1, text: nil, flags: [true, false],
            kinds: [.plain, .pair(1, text: nil), .pair(2, text: "x")])
        let text = try JSONValue(encoding: sample).text
        #expect(try JSONReader.read(text).decoded(as: Sample.self) == sample)
    }

    @Test(
        "Values of another type are refused",
        arguments: [
            "{}", "[]", "1",
            #"{"whole":1.0,"small":1,"rate":1,"flags":[],"kinds":[]}"#,
            #"{"whole":1,"small":256,"rate":1,"flags":[],"kinds":[]}"#,
            #"{"whole":1,"small":1,"rate":"1","flags":[],"kinds":[]}"#,
            #"{"whole":1,"small":1,"rate":1,"flags":[1],"kinds":[]}"#,
            #"{"whole":1,"small":1,"rate":1,"flags":{},"kinds":[]}"#,
            #"{"whole":1,"small":1,"rate":1,"flags":[],"kinds":[{"other":{}}]}"#,
            #"{"whole":1,"small":1,"rate":1,"flags":[],"kinds":[{"pair":{"_0":1},"plain":{}}]}"#,
        ])
    func mismatch(_ text: String) throws {
        let value = try JSONReader.read(Array(text.utf8))
        #expect(throws: DecodingError.self) { try value.decoded(as: Sample.self) }
    }

    @Test("A number that JSON cannot spell becomes the largest that it can")
    func notFinite() throws {
        #expect(
            try JSONValue(encoding: [Double.infinity, -.infinity]).text
                == JSONValue.array([
                    .number(.greatestFiniteMagnitude), .number(-.greatestFiniteMagnitude),
                ]).text)
    }
}
