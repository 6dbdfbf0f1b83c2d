import DownloadCore
import Testing

struct RateTextTests {
    @Test(
        arguments: [
            ("500K", 512_000), ("2M", 2_097_152), ("1.5MiB", 1_572_864), ("1.5 MiB/s", 1_572_864),
            ("2mb", 2_000_000), ("100kB/s", 100_000), ("1g", 1 << 30), ("1T", 1 << 40),
            ("1000", 1000),
            ("1000 B", 1000), (".5k", 512), ("1b", 1), ("1.25K", 1280), ("3 Ki", 3072),
            ("1048576T", 1 << 60), ("0", nil), ("0M", nil), ("none", nil), ("OFF", nil),
            ("unlimited", nil), ("0.0", nil),
        ] as [(String, Int64?)])
    func `rates are parsed`(text: String, rate: Int64?) throws {
        #expect(try RateText.bytesPerSecond(text) == rate)
    }

    @Test(arguments: [
        ("", "the rate is empty; use for example 500K, 2M or 1.5MiB per second, or none"),
        (
            "-1M",
            "the rate “-1M” is negative; use for example 500K, 2M or 1.5MiB per second, or none"
        ),
        (
            "fast",
            "“fast” is not a rate;"
                + " use for example 500K, 2M or 1.5MiB per second, or none"
        ),
        (
            "5 parsecs",
            "unknown unit “parsecs” in a rate;"
                + " use for example 500K, 2M or 1.5MiB per second, or none"
        ),
        ("8Mbit/s", "unknown unit “mbit” in a rate; rates are in bytes (8 bits each)"),
        (
            "1,000K",
            "unknown unit “,000k” in a rate;"
                + " use for example 500K, 2M or 1.5MiB per second, or none"
        ),
        ("0.1", "the rate “0.1” is less than one byte per second"),
        ("1048577T", "the rate “1048577T” is too large; use none for no limit"),
        (
            "99999999999999999999",
            "the rate “99999999999999999999” is too large; use none for no limit"
        ),
        (
            "9999999999999999999T",
            "the rate “9999999999999999999T” is too large; use none for no limit"
        ),
    ])
    func `an invalid rate is refused with a reason`(text: String, problem: String) {
        let error = #expect(throws: RateText.Problem.self) { try RateText.bytesPerSecond(text) }
        #expect(error?.description == problem)
    }

    @Test(
        arguments: [
            (1, "1"), (1024, "1K"), (1536, "1536"), (512_000, "500K"), (2_097_152, "2M"),
            (1_572_864, "1536K"), (1 << 40, "1T"), (1 << 50, "1024T"), (nil, "none"), (0, "none"),
        ] as [(Int64?, String)])
    func `a formatted rate is parsed to the same value`(rate: Int64?, text: String) throws {
        #expect(RateText.text(rate) == text)
        #expect(try RateText.bytesPerSecond(text) ?? 0 == rate ?? 0)
    }
}
