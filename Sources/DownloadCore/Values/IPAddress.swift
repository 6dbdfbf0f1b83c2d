/// Parses IP addresses in URL hosts and returns their canonical form, for comparison.
enum IPAddress {
    /// Whether the last label of a name is a number, so the name is an IPv4 address or invalid
    /// (WHATWG URL Standard, "ends in a number checker").
    static func endsInNumber(_ name: String) -> Bool {
        let last = labels(of: name).last ?? ""
        return !last.isEmpty && last.utf8.allSatisfy(\.isDigit) || number(last) != nil
    }

    /// Whether the bytes are an IPv4 address in dotted decimal form without leading zeros.
    static func isDotted(_ bytes: Span<UInt8>) -> Bool {
        var (parts, value, digits) = (1, 0, 0)
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (parts, value, digits) = (parts + 1, 0, 0)
            } else {
                // What follows a zero would be octal.
                guard byte.isDigit, digits == 0 || value > 0 else { return false }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                guard value <= 255 else { return false }
            }
        }
        return parts == 4 && digits > 0
    }

    /// Whether the last label begins with a digit, as all numbers do.
    static func mayEndInNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        let name = bytes.last == dot ? bytes.dropLast() : bytes
        let start = name.lastIndex(of: dot).map { $0 + 1 } ?? name.startIndex
        return name[start...].first?.isDigit ?? false
    }

    /// Returns the dotted decimal form of an IPv4 address given as one to four decimal, octal or
    /// hexadecimal parts; `nil` if `name` is not an address.
    static func v4(_ name: String) -> String? {
        let parts = labels(of: name)
        guard 1...4 ~= parts.count else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = number(part) else { return nil }
            numbers.append(number)
        }
        guard let last = numbers.popLast(), numbers.allSatisfy({ $0 <= 255 }),
            last < UInt64(1) << (8 * (4 - numbers.count))
        else { return nil }
        var address = last
        for (index, number) in numbers.enumerated() { address |= number << (8 * (3 - index)) }
        return dotted(UInt32(truncatingIfNeeded: address))
    }

    private static func labels(of name: String) -> [Substring] {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        return parts
    }

    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty else { return nil }
        var digits = text
        var radix = 10
        if text.hasPrefix("0x") {
            digits = text.dropFirst(2)
            radix = 16
            if digits.isEmpty { return 0 }
        } else if text.hasPrefix("0"), text.count > 1 {
            digits = text.dropFirst()
            radix = 8
        }
        guard digits.utf8.allSatisfy({ Int($0.hexValue ?? 16) < radix }) else { return nil }
        // A number that overflows makes the address invalid, but still counts as a number.
        return digits.utf8.drop { $0 == UInt8(ascii: "0") }.count > 16
            ? .max : UInt64(digits, radix: radix)
    }

    private static func dotted(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String((address >> UInt32($0)) & 255) }.joined(separator: ".")
    }

    // MARK: - IPv6

    /// The maximum length of a network interface name on Linux.
    private static let longestZone = 15

    /// Returns the RFC 5952 form of the address between brackets (RFC 4291 section 2.2), including
    /// its zone (RFC 6874) if any; `nil` if it is invalid.
    static func v6(_ bytes: ArraySlice<UInt8>) -> String? {
        let percent = UInt8(ascii: "%")
        let end = bytes.firstIndex(of: percent) ?? bytes.endIndex
        guard let groups = groups(bytes[..<end]) else { return nil }
        guard end < bytes.endIndex else { return text(of: groups) }
        var zone = bytes[end...].dropFirst()
        if zone.starts(with: "25".utf8), zone.count > 2 { zone = zone.dropFirst(2) }
        guard 1...longestZone ~= zone.count,
            zone.allSatisfy({ $0.isLetter || $0.isDigit || "-._~".utf8.contains($0) })
        else { return nil }
        // A zone is the name of a network interface, which is case-sensitive.
        return text(of: groups) + "%25" + zone.fieldText
    }

    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        var front: [UInt16] = []
        var back: [UInt16]?
        var parts = bytes.split(separator: colon, omittingEmptySubsequences: false)[...]
        guard parts.count >= 3 else { return nil }
        // A `::` at either end yields two empty parts, elsewhere one.
        if parts.first?.isEmpty == true {
            guard parts.dropFirst().first?.isEmpty == true else { return nil }
            parts.removeFirst()
        }
        if parts.last?.isEmpty == true {
            guard parts.dropLast().last?.isEmpty == true else { return nil }
            parts.removeLast()
        }
        for (index, part) in parts.enumerated() {
            let values: [UInt16]
            if part.isEmpty {
                guard back == nil else { return nil }
                back = []
                continue
            } else if part.contains(UInt8(ascii: ".")) {
                guard index == parts.count - 1, let pair = pair(part) else { return nil }
                values = pair
            } else {
                guard part.count <= 4, part.allSatisfy({ $0.hexValue != nil }) else { return nil }
                values = [part.reduce(0) { $0 << 4 | UInt16($1.hexValue ?? 0) }]
            }
            if back == nil { front += values } else { back? += values }
        }
        guard let back else { return front.count == 8 ? front : nil }
        let missing = 8 - front.count - back.count
        guard missing >= 1 else { return nil }
        return front + [UInt16](repeating: 0, count: missing) + back
    }

    /// The two groups encoded by a dotted decimal suffix of an IPv6 address.
    private static func pair(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> UInt16? in
            guard part.count <= 3, let value = part.decimal, value <= 255 else { return nil }
            return UInt16(value)
        }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        return [numbers[0] << 8 | numbers[1], numbers[2] << 8 | numbers[3]]
    }

    private static func text(of groups: [UInt16]) -> String {
        // IPv4-mapped addresses keep the dotted decimal notation (RFC 5952 section 5).
        if groups[..<6].elementsEqual([0, 0, 0, 0, 0, 0xFFFF]) {
            return "::ffff:" + dotted(UInt32(groups[6]) << 16 | UInt32(groups[7]))
        }
        var gap = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(1, gap.count) { gap = start..<index }
            start = index + 1
        }
        func hexadecimal(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !gap.isEmpty else { return hexadecimal(groups[...]) }
        return hexadecimal(groups[..<gap.lowerBound]) + "::"
            + hexadecimal(groups[gap.upperBound...])
    }
}
