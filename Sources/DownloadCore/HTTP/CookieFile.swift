/// Validates cookie files in the Netscape format (`cookies.txt`), since libcurl silently ignores
/// invalid lines.
package enum CookieFile {
    /// Returns the first error in a file, or `nil` if it is valid and contains cookies.
    package static func problem(in bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        if let first = rest.first(where: { !$0.isBlank && $0 != 0x0A && $0 != 0x0D }),
            first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
        {
            return "is a JSON export; export the cookies in Netscape format (cookies.txt)"
        }
        var cookies = 0
        let lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard !line.allSatisfy(\.isBlank) else { continue }
            let prefix = String(decoding: line.prefix(11).map(\.lowercased), as: UTF8.self)
            if line.first == UInt8(ascii: "#"), prefix.prefix(10) != "#httponly_" { continue }
            // The value of a cookie may be empty, and then its tab may be missing.
            let tabs = line.count { $0 == 0x09 }
            guard prefix == "set-cookie:" || 5...6 ~= tabs else {
                return "line \(index + 1) is not in Netscape format (7 fields separated by tabs)"
            }
            if index == 0, rest.startIndex > 0 {
                return "begins with a byte order mark; save it as UTF-8 without one"
            }
            cookies += 1
        }
        return cookies == 0 ? "contains no cookies" : nil
    }
}
