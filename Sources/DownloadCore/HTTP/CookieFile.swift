/// Validates cookie files in the Netscape format (`cookies.txt`), since libcurl silently ignores
/// invalid lines.
package enum CookieFile {
    /// The most bytes of a line that libcurl reads.
    private static let longestLine = 4997
    /// The most bytes of a part of a `Set-Cookie:` line that libcurl reads.
    private static let longestPart = 4095

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
            if line.first == UInt8(ascii: "#"), !isHTTPOnly(line) { continue }
            if let reason = fault(in: line) { return "line \(index + 1) \(reason)" }
            if index == 0, rest.startIndex > 0 {
                return "begins with a byte order mark; save it as UTF-8 without one"
            }
            cookies += 1
        }
        return cookies == 0 ? "contains no cookies" : nil
    }

    /// Whether a line that begins with `#` is a cookie for HTTP only, in any spelling.
    private static func isHTTPOnly(_ line: ArraySlice<UInt8>) -> Bool {
        line.prefix(10).map(\.lowercased).elementsEqual("#httponly_".utf8)
    }

    /// Returns why libcurl would drop or misread the cookie of a line; `nil` if it would not.
    private static func fault(in line: ArraySlice<UInt8>) -> String? {
        guard line.count <= longestLine else { return "is longer than \(longestLine) bytes" }
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            return "contains a control character"
        }
        let field = line.prefix(11)
        return field.map(\.lowercased).elementsEqual("set-cookie:".utf8)
            ? fault(inValue: line[field.endIndex...]) : fault(inFields: line)
    }

    private static func fault(inValue value: ArraySlice<UInt8>) -> String? {
        let parts = value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        let pair = parts.first ?? value
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
            case let name = pair[..<equals].trimmed, !name.isEmpty
        else { return "is not a cookie (NAME=VALUE)" }
        guard !name.contains(0x09), !pair[(equals + 1)...].trimmed.contains(0x09) else {
            return "contains a control character"
        }
        return parts.allSatisfy { $0.count <= longestPart }
            ? nil : "has a part of more than \(longestPart) bytes"
    }

    private static func fault(inFields line: ArraySlice<UInt8>) -> String? {
        var fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
        func isTrue(_ index: Int) -> Bool { fields[index].fieldText.asciiLowercased == "true" }
        // The value of a cookie may be empty, and then its tab may be missing.
        guard 6...7 ~= fields.count else {
            return "is not in Netscape format (7 fields separated by tabs)"
        }
        // The path may be missing.
        if ["TRUE", "FALSE"].contains(where: { fields[2].elementsEqual($0.utf8) }) {
            fields.insert(ArraySlice("/".utf8), at: 2)
        }
        let needed = [(0, "domain"), (1, "subdomain flag"), (3, "secure flag"), (5, "name")]
        for (index, what) in needed where fields[index].allSatisfy(\.isBlank) {
            return "has no \(what) in field \(index + 1)"
        }
        guard fields[4].drop(while: \.isBlank).prefix(while: \.isDigit).decimal != nil else {
            return "has no valid expiry in field 5 (seconds since 1970, or 0)"
        }
        if fields[0].first == UInt8(ascii: "#"), !fields[0].starts(with: "#HttpOnly_".utf8) {
            return "must begin with #HttpOnly_ in this spelling"
        }
        let name = fields[5].fieldText.asciiLowercased
        if name.hasPrefix("__secure-"), !isTrue(3) {
            return "has a __Secure- cookie, whose field 4 must be TRUE"
        }
        let isHostOnly = !isTrue(1) && fields[2].elementsEqual("/".utf8) && isTrue(3)
        if name.hasPrefix("__host-"), !isHostOnly {
            return "has a __Host- cookie, whose fields 2 to 4 must be FALSE, / and TRUE"
        }
        return nil
    }
}
