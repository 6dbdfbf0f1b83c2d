import DownloadCore
import Testing

struct HTTPDateTests {
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "sun, 6 nov 1994 8:49:37 utc", "Sun,06 Nov 1994 08:49:37 +0000",
        "Mon, 06 Nov 1994 08:49:37 GMT", "Sun Nov 06 08:49:37 1994",
    ])
    func `a date is read in every form`(text: String) {
        #expect(HTTPDate.seconds(text) == 784_111_777)
    }

    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Tue, 19 Jan 2038 03:14:08 GMT", 1 << 31),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            ("Thursday, 01-Jan-70 00:00:01 GMT", 1),
            ("Monday, 01-Jan-24 00:00:00 GMT", 1_704_067_200),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] as [(String, Int64)])
    func `edge cases of the calendar`(text: String, seconds: Int64) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 29 Feb 1900 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 194 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT", "1994-11-06T08:49:37Z", "0",
        "Sun, 06 Nov 0000 08:49:37 GMT",
    ])
    func `an invalid date is rejected`(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test func `every day from 1900 to 2200 follows the previous one`() {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        var last: Int64?
        var days = 0
        for year in 1900...2200 {
            for month in months {
                for day in 1...31 {
                    let text = "Sun, \(day) \(month) \(year) 00:00:00 GMT"
                    guard let now = HTTPDate.seconds(text) else { continue }
                    if let last, now != last + 86_400 { Issue.record("\(text)") }
                    last = now
                    days += 1
                }
            }
        }
        #expect(days == 109_938)
    }

    @Test(
        arguments: [
            ("120", 120), (" 0 ", 0), ("1.5", 1.5), ("99999999999999999999999", 1e12),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 100), ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
            ("soon", nil), ("-5", nil), ("", nil), ("5 minutes", nil), ("1e9", nil),
        ] as [(String, Double?)])
    func `delays are read as seconds and as dates`(text: String, seconds: Double?) {
        #expect(RetryAfter.seconds(text, now: 784_111_677) == seconds)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (.min, "Mon, 01 Jan 0001 00:00:00 GMT"),
        ] as [(Int64, String)])
    func `a date is written as it is read`(seconds: Int64, text: String) {
        #expect(HTTPDate.text(seconds) == text)
        if -1..<2_000_000_000 ~= seconds { #expect(HTTPDate.seconds(text) == seconds) }
    }

    @Test func `every day of four centuries survives a round trip`() {
        for day in stride(from: 0, to: 146_097, by: 1) {
            let seconds = Int64(day) * 86_400 + Int64(day % 86_400)
            #expect(HTTPDate.seconds(HTTPDate.text(seconds)) == seconds)
        }
    }
}
