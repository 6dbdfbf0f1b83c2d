import DownloadCore
import Glibc

/// The host and port of a `Host` header, a URL or an origin (RFC 3986 section 3.2).
package struct Authority: Hashable, Sendable {
    /// The host: an IPv4 address, an IPv6 address in brackets, or a name in lower case.
    package var host: String
    /// The port; `nil` for the scheme's default port.
    package var port: Int?
    /// Whether the host is an address, which no DNS answer can redirect.
    package var isAddress: Bool

    /// Parses an authority without user information; `nil` if it is malformed.
    ///
    /// An IPv4 address is valid only in its usual form of four decimal numbers.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 300 else { return nil }
        let host: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            (host, rest) = (bytes[1..<end], bytes[(end + 1)...])
            guard let address = Self.version6(host) else { return nil }
            (self.host, isAddress) = ("[\(address)]", true)
        } else {
            let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            // A dot may end a name or an address.
            let isRooted = bytes[..<end].last == UInt8(ascii: ".")
            (host, rest) = (bytes[..<(isRooted ? end - 1 : end)], bytes[end...])
            if Self.isVersion4(host) {
                (self.host, isAddress) = (String(decoding: host, as: UTF8.self), true)
            } else {
                guard let name = Self.name(host) else { return nil }
                (self.host, isAddress) = (name, false)
            }
        }
        guard let colon = rest.popFirst() else { return }
        guard colon == UInt8(ascii: ":"), rest.count <= 5, let port = rest.decimal,
            1...65_535 ~= port
        else { return nil }
        self.port = Int(port)
    }

    /// The authority as text, without the port if it is the default.
    package var text: String { host + (port.map { ":\($0)" } ?? "") }

    private static func isVersion4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard 1...3 ~= part.count, let value = part.decimal else { return false }
                return value <= 255 && (part.count == 1 || part.first != UInt8(ascii: "0"))
            }
    }

    /// Returns an IPv6 address in its canonical form.
    private static func version6(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= 45, !bytes.contains(0) else { return nil }
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(decoding: bytes, as: UTF8.self), &address) == 1 else {
            return nil
        }
        var text: [CChar] = Array(repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else { return nil }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Returns a name in lower case.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        let dot = UInt8(ascii: ".")
        let isName =
            1...253 ~= bytes.count
            && bytes.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty
                    && label.allSatisfy {
                        $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-")
                            || $0 == UInt8(ascii: "_")
                    }
            }
        return isName ? String(decoding: bytes.map(\.lowercased), as: UTF8.self) : nil
    }
}
