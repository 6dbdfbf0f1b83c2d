import Testing

@testable import pdl_tui

struct TOMLNumberTests {
    /// The message for a value, after file and line.
    private func complaint(_ value: String) -> String {
        do {
            _ = try SettingsFile(text: "a = \(value)\n", path: "c")
            return "accepted"
        } catch {
            return String(error.message.dropFirst("c:1: ".count))
        }
    }

    @Test(arguments: [
        ("04", "it has a leading zero; write 4"), ("-007", "it has a leading zero; write -7"),
        ("00", "it has a leading zero; write 0"), ("+00.50", "it has a leading zero; write +0.50"),
        ("0_1", "it has a leading zero; write 1"), ("01e5", "it has a leading zero; write 1e5"),
        (".5", "a digit must precede the point; write 0.5"),
        ("+.5", "a digit must precede the point; write +0.5"),
        ("-.5e3", "a digit must precede the point; write -0.5e3"),
        ("_.5", "a digit must precede the point; write 0.5"),
        ("5.", "a digit must follow the point; write 5 or 5.0"),
        ("-5.", "a digit must follow the point; write -5 or -5.0"),
        ("5.e3", "a digit must follow the point; write 5.0e3"),
        ("05.", "a digit must follow the point; write 5 or 5.0"),
        ("1__0", "“_” must stand between two digits; write 1_0"),
        ("_1", "“_” must stand between two digits; write 1"),
        ("1_", "“_” must stand between two digits; write 1"),
        ("0_", "“_” must stand between two digits; write 0"),
        ("1_.5", "“_” must stand between two digits; write 1.5"),
        ("1._5", "“_” must stand between two digits; write 1.5"),
        ("1e_5", "“_” must stand between two digits; write 1e5"),
        ("0x_f__f", "“_” must stand between two digits; write 0xf_f"),
        ("0x", "digits must follow 0x, as in 0x1f"), ("0o", "digits must follow 0o, as in 0o17"),
        ("0b_", "digits must follow 0b, as in 0b101"),
        ("0xg", "“g” is not a hexadecimal digit; text needs quotes"),
        ("0x1.8", "“.” is not a hexadecimal digit; text needs quotes"),
        ("0o8", "“8” is not an octal digit; text needs quotes"),
        ("0b12", "“2” is not a binary digit; text needs quotes"),
        ("0XFF", "0x is in lower case; write 0xFF"), ("0B1_1", "0b is in lower case; write 0b1_1"),
        ("+0x1f", "a hexadecimal number has no sign; write 31"),
        ("-0o17", "an octal number has no sign; write -15"),
        ("++1", "it has more than one sign"), ("+-1", "it has more than one sign"),
        ("1e--5", "it has more than one sign"), ("--0x1", "it has more than one sign"),
        ("1.2.3", "it has more than one point; text needs quotes"),
        ("127.0.0.1", "it has more than one point; text needs quotes"),
        ("1e", "digits must follow the “e” of its exponent, as in 1e3"),
        ("1.5E+", "digits must follow the “e” of its exponent, as in 1e3"),
        ("1e5.5", "its exponent has a point"),
        ("Inf", "inf is in lower case; write inf"), ("-NaN", "nan is in lower case; write -nan"),
        ("99999999999999999999", "it is too large; the largest is 9223372036854775807"),
        ("9223372036854775808", "it is too large; the largest is 9223372036854775807"),
        ("-9223372036854775809", "it is too small; the smallest is -9223372036854775808"),
        ("0xffffffffffffffff", "it is too large; the largest is 9223372036854775807"),
        ("1e999", "it is too large; the largest is 1.7976931348623157e+308"),
        ("-1.5e999", "it is too small; the smallest is -1.7976931348623157e+308"),
        ("099999999999999999999", "it has a leading zero"),
        ("-0xffffffffffffffff", "a hexadecimal number has no sign"),
        ("1,5", "the decimal point is \".\", not \",\""),
        (",5", "the decimal point is \".\", not \",\""),
        ("1 000", "it contains a space"),
        ("1'000", "it contains \"'\"; digits are grouped with \"_\""),
        ("\u{2212}5", "write it with ASCII digits, \"-\" and \".\""),
        ("５", "write it with ASCII digits, \"-\" and \".\""),
    ])
    func `a malformed number is named, with the way to write it`(
        _ value: String, _ words: String
    ) throws {
        let message = complaint(value)
        #expect(message == "invalid number: " + words)
        // Each suggestion is valid.
        guard let hint = words.firstRange(of: "; write ") else { return }
        for right in words[hint.upperBound...].split(separator: " ") where right != "or" {
            #expect(complaint(String(right)) == "accepted")
        }
    }

    @Test(arguments: [
        ("TRUE", "invalid value: true is in lower case"),
        ("8:00", "invalid time: write \"08:00\""), ("8:5:1", "invalid time: write \"08:05:01\""),
        ("4,", "expected the end of the line before \",\""),
        ("4;", "expected the end of the line before \";\""),
    ])
    func `a value that is nearly right is told how to be written`(_ value: String, _ words: String)
    {
        #expect(complaint(value) == words)
    }

    @Test(arguments: [
        "2M", "20s", "50%", "none", "-", "+", ".", "_", "e5", "1e5-3", "0.5s", "1979-5-27", "a1",
        "::1", "127.0.0.1:6800", "1-2", "~/x", "é", "1/2", "1979/05/27", "2 MiB", "0b1:2",
    ])
    func `text is told to need quotes`(_ value: String) {
        #expect(complaint(value).hasSuffix("text needs quotes"), "\(complaint(value))")
    }

    @Test(arguments: [
        "[1,2]", "{b = 1,c = 2}", "1e-999", "0e0", "0.0", "-0", "+0.5", "1e06", "1_0.0_1e1_0",
        "0xdead_BEEF", "0b0", "-inf", "+nan", "9223372036854775807", "-9223372036854775808",
        "1.7976931348623157e308", "25:61", "1979-13-45", "1979-05-27T07:32:00",
    ])
    func `valid numbers, dates and times are read`(_ value: String) {
        #expect(complaint(value) == "accepted")
    }

    @Test func `a long number is not repeated`() {
        let digits = String(repeating: "9", count: 100_000)
        for value in [digits, "0" + digits, "." + digits, "1_\(digits)_", "0x" + digits] {
            #expect(complaint(value).count < 120)
        }
    }
}
