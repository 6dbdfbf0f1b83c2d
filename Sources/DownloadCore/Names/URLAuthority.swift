/// The authority of a URL: user info, host and port (RFC 3986 section 3.2).
struct URLAuthority: Hashable, Sendable {
    /// The user name, percent-encoded.
    var user: String?
    /// The password, percent-encoded.
    var password: String?
    /// The host for name resolution: lowercase ASCII, or an IPv6 address in brackets.
    var host: String
    /// The port.
    var port: Int

    /// Parses an authority without control characters.
    ///
    /// User info ends at the last `@`, as in browsers and libcurl. Any other rule would let a URL
    /// lead to a host other than the apparent one.
    ///
    /// - Throws: `DownloadError` of kind `.badURL` if a part is invalid.
    init(_ bytes: ArraySlice<UInt8>, scheme: SourceURL.Scheme) throws(DownloadError) {
        guard !bytes.contains(UInt8(ascii: "\\")) else {
            throw Self.error("it has a backslash before its path")
        }
        var rest = bytes
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let info = bytes[..<at]
            rest = bytes[(at + 1)...]
            let colon = info.firstIndex(of: UInt8(ascii: ":")) ?? info.endIndex
            if !info.isEmpty { user = Self.userInfo(info[..<colon]) }
            if colon < info.endIndex { password = Self.userInfo(info[(colon + 1)...]) }
            guard !Self.hasEncodedControl(info) else {
                throw Self.error("the user name or password contains an encoded control character")
            }
        }
        let portText: ArraySlice<UInt8>
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
                throw Self.error("the IPv6 address lacks its closing bracket")
            }
            let literal = rest[(rest.startIndex + 1)..<close]
            guard let address = IPAddress.v6(literal) else {
                throw Self.error("[\(literal.prefix(50).fieldText)] is not an IPv6 address")
            }
            host = "[\(address)]"
            portText = rest[(close + 1)...]
            guard portText.first ?? UInt8(ascii: ":") == UInt8(ascii: ":") else {
                throw Self.error("only a port may follow the IPv6 address")
            }
        } else {
            let colon = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            host = try Self.name(rest[..<colon])
            portText = rest[colon...]
        }
        port = try Self.port(portText.dropFirst()) ?? scheme.defaultPort
    }

    /// Whether user info decodes to control characters.
    ///
    /// HTTP does not allow them (RFC 7617 section 2), a line break would inject a command into an
    /// FTP control connection, and libcurl connects without the proxy whose user info contains one.
    static func hasEncodedControl(_ info: ArraySlice<UInt8>) -> Bool {
        percentDecoded(info).contains { $0 < 0x20 || $0 == 0x7F }
    }

    /// Whether the text after the host's colon is neither a port nor empty.
    static func hasInvalidPort(_ authority: ArraySlice<UInt8>) -> Bool {
        var rest = authority
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        if rest.first == UInt8(ascii: "[") { rest = rest.drop { $0 != UInt8(ascii: "]") } }
        let digits = rest.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return !digits.isEmpty && (try? port(digits)) == nil
    }

    private static func error(_ what: String) -> DownloadError {
        DownloadError(.badURL, "invalid URL: \(what)")
    }

    /// Percent-encodes the bytes of user info that are not allowed there, including `@`.
    private static func userInfo(_ bytes: ArraySlice<UInt8>) -> String {
        let kept = Set("-._~%!$&'()*+,;=:".utf8)
        let text = bytes.flatMap { byte in
            byte.isLetter || byte.isDigit || kept.contains(byte) ? [byte] : percentEncoded(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the host in the form for name resolution.
    private static func name(_ written: ArraySlice<UInt8>) throws(DownloadError) -> String {
        guard !written.isEmpty else { throw error("it has no host") }
        // A longer host exceeds 253 bytes in any form; reject it early to save time.
        guard written.count <= 4 * 253 else { throw error("the host is longer than 253 bytes") }
        var bytes = written
        if bytes.contains(UInt8(ascii: "%")) { bytes = percentDecoded(bytes)[...] }
        if !isPlain(bytes) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw error("the host is not valid UTF-8")
            }
            do throws(DomainName.Problem) {
                bytes = Array(try DomainName.ascii(text).utf8)[...]
            } catch {
                throw Self.error(error.description)
            }
        }
        guard bytes.count <= 253 || bytes.count == 254 && bytes.last == UInt8(ascii: ".") else {
            throw error("the host is longer than 253 bytes")
        }
        let name = String(decoding: bytes.map(\.lowercased), as: UTF8.self)
        guard IPAddress.mayEndInNumber(bytes), !IPAddress.isDotted(bytes.span),
            IPAddress.endsInNumber(name)
        else { return name }
        guard let address = IPAddress.v4(name) else {
            throw error("“\(name.prefix(50))” is not an IPv4 address")
        }
        return address
    }

    /// Whether a host consists of ASCII letters, digits, `-` and single dots, without Punycode or
    /// long labels, as most do.
    private static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == dot {
                guard 1...63 ~= index - start else { return false }
                start = index + 1
            } else if !byte.isLetter, !byte.isDigit {
                // `xn--` is the only prefix that encodes non-ASCII characters in ASCII.
                guard byte == UInt8(ascii: "-"), index - start != 3 || !isPunycode(bytes[start...])
                else { return false }
            }
        }
        return 1...63 ~= bytes.endIndex - start
    }

    private static func isPunycode(_ label: ArraySlice<UInt8>) -> Bool {
        label.prefix(4).map(\.lowercased) == Array("xn--".utf8)
    }

    /// Returns the port; `nil` if there is none, even after a `:` (RFC 3986 section 3.2.3).
    private static func port(_ digits: ArraySlice<UInt8>) throws(DownloadError) -> Int? {
        guard !digits.isEmpty else { return nil }
        func shown() -> String { digits.prefix(20).fieldText }
        guard digits.allSatisfy(\.isDigit) else {
            throw error("the port “\(shown())” is not a number")
        }
        guard let port = digits.decimal, port <= 65535 else {
            throw error("the port \(shown()) is above 65535")
        }
        guard port > 0 else { throw error("port 0 is not allowed") }
        return Int(port)
    }
}
