/// Parses and formats HTTP dates (RFC 9110 section 5.6.7) as seconds since 1970.
package enum HTTPDate {
    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate), `Sunday, 06-Nov-94 08:49:37 GMT` (RFC
    /// 850) or `Sun Nov  6 08:49:37 1994` (asctime).
    ///
    /// Numbers must be valid. The day of the week and the case of letters are ignored, and `UTC`
    /// and `+0000` are equivalent to `GMT`. Two-digit years from 70 on are in the 20th century,
    /// others in the 21st: no file is older than 1970.
    package static func seconds(_ text: some StringProtocol) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        if let usual = fixed(Array(text.utf8)) { return usual }
        var words = text.asciiLowercased.split { " ,\t-".contains($0) }[...]
        // Splitting removes the sign of "-0000" but not of "+0000".
        guard let weekday = words.popFirst(), weekday.utf8.allSatisfy(\.isLetter) else {
            return nil
        }
        if words.count == 4, let month = month(words.first ?? "") {
            let rest = Array(words)
            return moment(year: rest[3], month: month, day: rest[1], clock: rest[2])
        }
        guard words.count == 5 else { return nil }
        let rest = Array(words)
        guard let month = month(rest[1]), ["gmt", "utc", "+0000", "0000", "z"].contains(rest[4])
        else { return nil }
        return moment(year: rest[2], month: month, day: rest[0], clock: rest[3])
    }

    /// Parses an IMF-fixdate in its exact form, which nearly all servers use; `nil` for any other.
    private static func fixed(_ bytes: [UInt8]) -> Int64? {
        guard bytes.count == 29, bytes[3] == UInt8(ascii: ","), bytes[..<3].allSatisfy(\.isLetter),
            bytes[4] == 0x20, bytes[7] == 0x20, bytes[11] == 0x20, bytes[16] == 0x20,
            bytes[25] == 0x20,
            bytes[19] == UInt8(ascii: ":"), bytes[22] == UInt8(ascii: ":"),
            bytes[26...].elementsEqual("GMT".utf8),
            let month = monthCodes.firstIndex(of: code(bytes[8..<11])),
            let day = bytes[5..<7].decimal, let year = bytes[12..<16].decimal, year >= 1,
            let hour = bytes[17..<19].decimal, hour < 24,
            let minute = bytes[20..<22].decimal, minute < 60,
            let second = bytes[23..<25].decimal, second <= 60,
            1...daysIn(month + 1, of: Int(year)) ~= Int(day)
        else { return nil }
        let days = daysSince1970(year: Int(year), month: month + 1, day: Int(day))
        return ((Int64(days) * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Formats seconds since 1970 as an IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// Times outside the years 1 to 9999 are clamped.
    package static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let clock = Int(seconds) - days * 86_400
        var year = 1970 + Int((Double(days) / 365.2425).rounded(.down))
        while daysSince1970(year: year, month: 1, day: 1) > days { year -= 1 }
        while daysSince1970(year: year + 1, month: 1, day: 1) <= days { year += 1 }
        var day = days - daysSince1970(year: year, month: 1, day: 1) + 1
        var month = 1
        while day > daysIn(month, of: year) {
            day -= daysIn(month, of: year)
            month += 1
        }
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((days % 7) + 7) % 7]
        let time = [clock / 3_600, clock / 60 % 60, clock % 60].map { padded($0) }
            .joined(separator: ":")
        let name = months[month - 1]
        return "\(weekday), \(padded(day)) \(name.prefix(1).uppercased())\(name.dropFirst())"
            + " \(padded(year, 4)) \(time) GMT"
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static let monthCodes = months.map { code(Array($0.utf8)[...]) }

    /// Packs three letters into one number, ignoring case.
    private static func code(_ letters: ArraySlice<UInt8>) -> UInt32 {
        letters.reduce(0) { $0 << 8 | UInt32($1.lowercased) }
    }

    private static func month(_ name: Substring) -> Int? {
        months.firstIndex(of: String(name)).map { $0 + 1 }
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count) else { return nil }
        return text.utf8.decimal.map { Int($0) }
    }

    private static func moment(
        year: Substring, month: Int, day: Substring, clock: Substring
    ) -> Int64? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = number(parts[0], digits: 1...2), hour < 24,
            let minute = number(parts[1], digits: 2...2), minute < 60,
            let second = number(parts[2], digits: 2...2), second <= 60,
            let day = number(day, digits: 1...2), let year = fullYear(year),
            1...daysIn(month, of: year) ~= day
        else { return nil }
        let days = daysSince1970(year: year, month: month, day: day)
        return ((Int64(days) * 24 + Int64(hour)) * 60 + Int64(minute)) * 60 + Int64(second)
    }

    private static func fullYear(_ text: Substring) -> Int? {
        if let short = number(text, digits: 2...2) {
            return short < 70 ? 2000 + short : 1900 + short
        }
        guard let year = number(text, digits: 4...4), year >= 1 else { return nil }
        return year
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Returns the days since 1970-01-01 in the Gregorian calendar.
    ///
    /// Years start in March here, so that the leap day is the last day of a year.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let shifted = month <= 2 ? month + 9 : month - 3
        let dayOfYear = (153 * shifted + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
