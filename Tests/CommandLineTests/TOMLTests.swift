import Glibc
import Testing

@testable import pdl_tui

struct TOMLTests {
    private func read(_ text: String) throws -> TOMLReader.Document {
        try TOMLReader.read(Array(text.utf8))
    }

    @Test(arguments: [
        ("a = \"x\"", SettingValue.text("x")), ("a='\\n'", .text("\\n")), ("a = 1", .integer(1)),
        ("a = \"\\u00e9\\t\\\\\\\"\\U0001F600\"", .text("\u{e9}\t\\\"\u{1F600}")),
        ("a = +1_000", .integer(1000)), ("a = -0", .integer(0)), ("a = 0xff", .integer(255)),
        ("a = 0o17", .integer(15)), ("a = 0b1_1", .integer(3)), ("a = 1.5", .number(1.5)),
        ("a = 6.02e+23", .number(6.02e23)), ("a = -1e2", .number(-100)),
        ("a = inf", .number(.infinity)), ("a = true", .flag(true)), ("a = false", .flag(false)),
        ("a = []", .list([])), ("a = [1, [2],]", .list([.integer(1), .list([.integer(2)])])),
        ("a = [\n 1, # one\n\n 2\n]", .list([.integer(1), .integer(2)])),
        ("a = {b = 1, c.d = 'x'}", .table(["b": .integer(1), "c": .table(["d": .text("x")])])),
        ("a = {}", .table([:])), ("a = \"\"\"\nx\ny\"\"\"", .text("x\ny")),
        ("a = \"\"\"x \\\n   \n  y\"\"\"", .text("x y")), ("a = \"\"\"\"x\"\"\"\"", .text("\"x\"")),
        ("a = '''\n\\x'''", .text("\\x")), ("a = 08:00", .text("08:00")),
        ("a = 18:00:00", .text("18:00:00")), ("a = 1979-05-27", .text("1979-05-27")),
        ("a = 1979-05-27 07:32:00Z # x", .text("1979-05-27 07:32:00Z")),
        ("a = 1979-05-27T07:32:00.5+01:00", .text("1979-05-27T07:32:00.5+01:00")),
        ("\u{feff}a = 1\r\n", .integer(1)), ("\t a\t=\t1\t# x", .integer(1)),
        ("\"a\" = 1", .integer(1)), ("'a' = 1", .integer(1)),
    ])
    func `values are read as TOML defines them`(_ text: String, _ value: SettingValue) throws {
        #expect(try read(text).values == ["a": value])
    }

    @Test func `sections, lists of sections and dotted keys make one tree`() throws {
        let document = try read(
            """
            a.b.c = 1
            a.b."d e" = 2
            [x.y]
            z = 3
            [x]
            w = 4
            [[l]]
            n = 5
            [l.sub]
            m = 6
            [[l]]
            """)
        #expect(
            document.values == [
                "a": .table(["b": .table(["c": .integer(1), "d e": .integer(2)])]),
                "x": .table(["y": .table(["z": .integer(3)]), "w": .integer(4)]),
                "l": .list([
                    .table(["n": .integer(5), "sub": .table(["m": .integer(6)])]), .table([:]),
                ]),
            ])
    }

    @Test func `every key and section knows its line, with any line ends`() throws {
        let text = """
            # first = 0
            a = 1
            "b.c" = '''
            d = 2
            '''
            e.f = 3 # g = 4

            [ host . "x.y" ]
            k=[
              1,
            ]
            m = 1
            [[limit.schedule]]
            from = 1
            """
        for variant in [text, "\u{feff}" + text, text.replacing("\n", with: "\r\n")] {
            let file = try SettingsFile(text: variant, path: "x")
            #expect(file.line(of: ["a"]) == 2)
            #expect(file.line(of: ["b.c"]) == 3)
            #expect(file.line(of: ["d"]) == 1)
            #expect(file.line(of: ["e", "f"]) == 6)
            #expect(file.line(of: ["host", "x.y", "k"]) == 9)
            #expect(file.line(of: ["host", "x.y", "m"]) == 12)
            #expect(file.line(of: ["host", "x.y", "none"]) == 8)
            #expect(file.line(of: ["limit", "schedule", "from"]) == 14)
        }
    }

    @Test(arguments: [
        "[é]", "[", "[.a]", "[[[limit.schedule]]]", "[]", "[[]]", "[a", "[a]]", "[[a]", "[[a] ]",
        "[a.]", "[a..b]", "[a] b", "[a]\nx = 1\n[a]", "a = 1\n[a]", "a = 1\n[a.b]", "[a.b]\n[[a]]",
        "[[a]]\n[a]", "a = []\n[[a]]", "a = {}\n[a.b]", "[a.b]\n[a]\nb.c = 1", "é = 1", "a", "a =",
        "a = \n", "= 1", "a = 1 2", "a = b", "a = 1\na = 2", "a.b = 1\na = 2", "a = 1\na.b = 2",
        "a = \"x", "a = \"x\ny\"", "a = 'x", "a = \"\"\"x", "a = '''x\n", "a = \"\\q\"",
        "a = \"\\ud800\"", "a = \"\\u12\"", "a = \"\\U00110000\"", "a = [1", "a = [1 2]", "a = [,]",
        "a = {b = 1", "a = {b = 1,}", "a = {b}", "a = {b = 1\n}", "a = 01", "a = 1__0", "a = _1",
        "a = 1.", "a = .5", "a = 1e", "a = 0x", "a = 0xg", "a = +0x1", "a = 9223372036854775808",
        "a = tru", "a = TRUE", "a = \u{1}", "a = \"\u{1}\"", "a = '\u{7f}'", "# \u{0}",
        "a = 1\rb = 2",
        "a = 1,", "\u{0}", "a\u{0} = 1", "a b = 1", "\"a\"b = 1", "[[a]]\n[[a.b]]\n[a.b]", "\\",
        "a = 12:0", "a = ++1", "[a]\n\"", "]", "}", "a = ]", "a = \"\"\"\\q\"\"\"",
    ])
    func `invalid TOML is an error with its line`(_ text: String) throws {
        #expect {
            try SettingsFile(text: "\n" + text, path: "config.toml")
        } throws: { error in
            let message = (error as? SettingError)?.message ?? ""
            return message.hasPrefix("config.toml:") && !message.hasPrefix("config.toml:1:")
        }
    }

    @Test func `depth is bounded, so that no text exhausts the stack`() {
        let count = 50_000
        for text in [
            String(repeating: "a.", count: count) + "a = 1",
            "[" + String(repeating: "a.", count: count) + "a]",
            "a = " + String(repeating: "[", count: count),
            "a = " + String(repeating: "[", count: count) + String(repeating: "]", count: count),
            "a = " + String(repeating: "{a = ", count: count),
            (0..<count).map { "a" + String(repeating: ".b", count: 20) + ".c\($0) = 1\n" }.joined(),
            String(repeating: "[", count: count), String(repeating: "\"", count: count),
        ] {
            #expect(throws: TOMLReader.Failure.self) { try read(text) }
        }
    }

    @Test func `50,000 keys are read in linear time, dotted or not`() throws {
        let start = processorSeconds()
        let text = (0..<50_000).map { "a.k\($0) = 1\n" }.joined()
        guard case .table(let table)? = try read(text).values["a"] else {
            Issue.record("no table")
            return
        }
        #expect(table.count == 50_000)
        #expect(processorSeconds() - start < 60)
    }

    @Test func `invalid UTF-8 is an error with its line and never replaced`() {
        for bad: [UInt8] in [[0xE9], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0xF8]] {
            let bytes = Array("a = 1\nb = \"".utf8) + bad + Array("\"\n".utf8)
            #expect(throws: TOMLReader.Failure.self) { try TOMLReader.read(bytes) }
            do {
                _ = try SettingsFile(bytes: bytes, path: "c")
                Issue.record("taken")
            } catch {
                #expect(error.message.hasPrefix("c:2: not valid UTF-8"))
            }
        }
    }

    @Test func `any bytes are either read or refused`() {
        var random = SplitMix(state: 13)
        let pieces = [
            "[", "]", "[[", "a", ".", "=", "\"", "'''", "\"\"\"", "\\u", "{", "}", ",", "\n", "#",
            "é",
            "1", "-", " ", "\r\n", "true", "0x", "08:00", "\u{0}",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<40, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            _ = try? read(text)
        }
    }
}

/// A reproducible random number generator.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// The processor time that this thread has used, in seconds.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
