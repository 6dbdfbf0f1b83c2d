import DownloadCore

/// The values without quotes: numbers, Booleans, dates and times.
extension TOMLReader {
    /// Reads a number, a Boolean, or a date or time, which becomes text.
    ///
    /// - Parameter isLast: Whether only a comment may follow on the line.
    /// - Returns: The value.
    /// - Throws: `Failure` that says how to write the value.
    mutating func readWord(isLast: Bool) throws(Failure) -> SettingValue {
        var word = rest.prefix(while: Self.isWordByte)
        // TOML allows a space between date and time.
        if word.count == 10, rest[word.endIndex...].first == 0x20,
            Self.isDateOrTime(word), rest.dropFirst(11).first?.isDigit == true
        {
            word = rest.prefix(11 + rest.dropFirst(11).prefix(while: Self.isWordByte).count)
        }
        let text = String(decoding: word, as: UTF8.self)
        let value: SettingValue
        if text == "true" || text == "false" {
            value = .flag(text == "true")
        } else if Self.isDateOrTime(word) {
            value = .text(text)
        } else {
            switch TOMLNumber(text) {
            case .value(let number)?:
                take(word.count)
                if isLast { try checkEndOfNumber() }
                return number
            case .fault(let fault)?: throw failure("invalid number: \(fault)")
            case nil: throw unexpected(text)
            }
        }
        take(word.count)
        return value
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "+-_.:".utf8.contains(byte)
    }

    /// Rejects the characters between which other notations write the digits of a number.
    private func checkEndOfNumber() throws(Failure) {
        let next = rest.drop(while: \.isBlank)
        if next.first?.isDigit == true { throw failure("invalid number: it contains a space") }
        for mark in [",", ";", "'"] where next.starts(with: mark.utf8) {
            guard rest.dropFirst().first?.isDigit == true else {
                throw failure("expected the end of the line before \"\(mark)\"")
            }
            throw failure(
                mark == ","
                    ? "invalid number: the decimal point is \".\", not \",\""
                    : "invalid number: it contains \"\(mark)\"; digits are grouped with \"_\"")
        }
    }

    /// Returns the error for a word that is not a value; it may be empty.
    private func unexpected(_ word: String) -> Failure {
        let lower = word.asciiLowercased
        if lower == "true" || lower == "false" {
            return failure("invalid value: \(lower) is in lower case")
        }
        if let time = Self.paddedTime(word) {
            return failure("invalid time: write \"\(time)\"")
        }
        guard word.isEmpty else { return failure("invalid value; text needs quotes") }
        if rest.first == UInt8(ascii: ","), rest.dropFirst().first?.isDigit == true {
            return failure("invalid number: the decimal point is \".\", not \",\"")
        }
        let next = String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first
        if let next, !next.isASCII, next.properties.numericType != nil || next == "\u{2212}" {
            return failure("invalid number: write it with ASCII digits, \"-\" and \".\"")
        }
        return failure("invalid value; text needs quotes")
    }

    /// Returns a time such as `8:00` in the form `08:00`; `nil` if the word is not a time.
    private static func paddedTime(_ word: String) -> String? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy(\.isDigit) })
        else { return nil }
        return parts.map { $0.count == 1 ? "0" + $0 : String($0) }.joined(separator: ":")
    }

    /// Whether `text` resembles an RFC 3339 date or time; its fields are not checked.
    private static func isDateOrTime(_ text: ArraySlice<UInt8>) -> Bool {
        func matches(_ pattern: StaticString) -> Bool {
            let pattern = Array("\(pattern)".utf8)
            guard text.count >= pattern.count else { return false }
            return zip(text, pattern).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "0") ? byte.isDigit : byte == wanted
            }
        }
        let isTime = matches("00:00")
        guard isTime || matches("0000-00-00") else { return false }
        return text.allSatisfy { $0.isDigit || "-:.+TtZz ".utf8.contains($0) }
    }
}
