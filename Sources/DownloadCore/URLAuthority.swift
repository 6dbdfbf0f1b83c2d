/// The part of a URL between `//` and the path: user info, host and port (RFC 3986 section 3.2).
struct URLAuthority: Hashable, Sendable {
    /// The user name, percent-encoded.
    var user: String?
    /// The password, percent-encoded.
    var password: String?
    /// The host in lower case.
    var host: String
    /// The port.
    var port: Int

    /// Reads the bytes, none of which is a control character.
    ///
    /// User info ends at the last `@`, as browsers and libcurl have it; every other reading would let
    /// a URL lead elsewhere than it seems.
    ///
    /// - Throws: `DownloadError` of kind `.badURL` if a part is not possible.
    init(_ bytes: ArraySlice<UInt8>, scheme: SourceURL.Scheme) throws(DownloadError) {
        guard !bytes.contains(UInt8(ascii: "\\")) else {
            throw Self.error("there is a backslash before its path")
        }
        var rest = bytes
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let info = bytes[..<at]
            rest = bytes[(at + 1)...]
            let colon = info.firstIndex(of: UInt8(ascii: ":")) ?? info.endIndex
            if !info.isEmpty { user = Self.userInfo(info[..<colon]) }
            if colon < info.endIndex { password = Self.userInfo(info[(colon + 1)...]) }
        }
        let portText: ArraySlice<UInt8>
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
                throw Self.error("the IPv6 address lacks its closing bracket")
            }
            let literal = rest[(rest.startIndex + 1)..<close]
            guard Self.isIPv6(literal) else {
                throw Self.error("[\(literal.prefix(50).fieldText)] is no IPv6 address")
            }
            // A zone names a network interface, and those tell upper from lower case.
            let zone = literal.firstIndex(of: UInt8(ascii: "%")) ?? literal.endIndex
            host = "[\(literal[..<zone].fieldText.asciiLowercased)\(literal[zone...].fieldText)]"
            portText = rest[(close + 1)...]
            guard portText.first ?? UInt8(ascii: ":") == UInt8(ascii: ":") else {
                throw Self.error("something other than a port follows the IPv6 address")
            }
        } else {
            let colon = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            host = try Self.name(rest[..<colon])
            portText = rest[colon...]
        }
        port = try Self.port(portText.dropFirst()) ?? scheme.defaultPort
    }

    private static func error(_ what: String) -> DownloadError {
        DownloadError(.badURL, "the URL cannot be used: \(what)")
    }

    /// User info as it may stand in a URL: everything that is not allowed there, an `@` too, encoded.
    private static func userInfo(_ bytes: ArraySlice<UInt8>) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        let kept = Set("-._~%!$&'()*+,;=:".utf8)
        let text = bytes.flatMap { byte in
            byte.isLetter || byte.isDigit || kept.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func name(_ bytes: ArraySlice<UInt8>) throws(DownloadError) -> String {
        guard !bytes.isEmpty else { throw error("it names no host") }
        guard bytes.count <= 253 else { throw error("the host is longer than 253 bytes") }
        if isPlain(bytes) { return String(decoding: bytes.map(\.lowercased), as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("the host is not valid UTF-8")
        }
        let odd = bytes.first { byte in
            byte < 0x80 && !byte.isLetter && !byte.isDigit && !"-._".utf8.contains(byte)
        }
        if let odd {
            let what = odd == 0x20 ? "a space" : "“\(Character(Unicode.Scalar(odd)))”"
            throw error("the host has \(what) in it")
        }
        guard text.unicodeScalars.allSatisfy(isNameScalar) else {
            throw error("the host has an invisible character in it")
        }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let inner = labels.last?.isEmpty == true ? labels.dropLast() : labels[...]
        guard !inner.isEmpty, inner.allSatisfy({ !$0.isEmpty }) else {
            throw error("the host “\(text)” has an empty part between its dots")
        }
        return text.asciiLowercased
    }

    /// Whether a host is of letters, digits, `-`, and single dots between them: most are.
    private static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        var last = dot
        for byte in bytes {
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == dot,
                byte != dot || last != dot
            else { return false }
            last = byte
        }
        return last != dot
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: true
        }
    }

    /// The port; `nil` when there is none, also behind a lonely `:` (RFC 3986 section 3.2.3).
    private static func port(_ digits: ArraySlice<UInt8>) throws(DownloadError) -> Int? {
        guard !digits.isEmpty else { return nil }
        func shown() -> String { digits.prefix(20).fieldText }
        guard digits.allSatisfy(\.isDigit) else {
            throw error("the port “\(shown())” is not a number")
        }
        guard let port = digits.decimal, port <= 65535 else {
            throw error("the port \(shown()) is above 65535")
        }
        guard port > 0 else { throw error("the port 0 cannot be connected to") }
        return Int(port)
    }

    /// Whether it is an IPv6 address (RFC 4291 section 2.2), with a zone if need be (RFC 6874).
    private static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let address = bytes.prefix { $0 != UInt8(ascii: "%") }
        let zone = bytes[address.endIndex...].dropFirst()
        guard address.endIndex == bytes.endIndex || !zone.isEmpty,
            zone.allSatisfy({ $0.isLetter || $0.isDigit || "%-._~".utf8.contains($0) })
        else { return false }
        var groups = address.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        if let last = groups.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(last) else { return false }
            count = 2
            groups.removeLast()
            if groups.isEmpty { return false }
        }
        // A `::` shows as an empty group; at an end, with the end's own, as two.
        guard address.starts(with: "::".utf8) || address.first != UInt8(ascii: ":"),
            address.suffix(2).elementsEqual("::".utf8) || address.last != UInt8(ascii: ":")
        else { return false }
        let text = address.fieldText
        let gap = text.firstRange(of: "::")
        if let gap, text[gap.upperBound...].contains("::") || text[gap.upperBound...].hasPrefix(":")
        {
            return false
        }
        for group in groups where !group.isEmpty {
            guard group.count <= 4, group.allSatisfy({ $0.hexValue != nil }) else { return false }
            count += 1
        }
        return gap == nil ? count == 8 : count <= 7
    }

    private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard part.count <= 3, let value = part.decimal else { return false }
                return value <= 255
            }
    }
}
