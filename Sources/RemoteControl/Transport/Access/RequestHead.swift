import DownloadCore

/// The head of an HTTP request.
package struct RequestHead: Hashable, Sendable {
    /// A header field.
    package struct Field: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// The method.
    package var method: String
    /// The request target as sent.
    package var target: String
    /// The header fields in order.
    package var fields: [Field]

    /// Creates a head.
    package init(_ method: String, _ target: String, _ fields: [(String, String)]) {
        self.method = method
        self.target = target
        self.fields = fields.map { Field(name: $0.0.asciiLowercased, value: $0.1) }
    }

    /// Returns the values of a field; `name` is in lower case.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Returns the elements of a comma-separated field in lower case.
    func words(_ name: String) -> [String] {
        values(name).flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
            .map { String(decoding: Array($0).trimmed.map(\.lowercased), as: UTF8.self) }
    }

    /// Whether the request asks for a WebSocket.
    var isUpgrade: Bool { words("upgrade").contains("websocket") }

    /// The path of the target, up to the query, and the query.
    ///
    /// An absolute URL (RFC 9112 section 3.2.2) is the form that clients send to a proxy.
    var location: (authority: String?, path: Substring, query: Substring)? {
        var rest = target[...]
        var authority: String?
        if rest.asciiLowercased.hasPrefix("http://") {
            rest = rest.dropFirst("http://".count)
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        guard rest.utf8.first == UInt8(ascii: "/") else { return nil }
        let bytes = rest.utf8
        let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        guard let end else { return (authority, rest, "") }
        return (authority, rest[..<end], rest[bytes.index(after: end)...])
    }
}
