/// A header field as on the wire.
package struct Field: Sendable, Equatable {
    /// The name as written.
    package var name: String
    /// The value without surrounding whitespace.
    package var value: String

    /// Creates a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A received request, with the origin's state at that moment.
///
/// Requests and connections are numbered from 1 in order of arrival.
package struct Request: Sendable {
    /// The method, for example `GET`.
    package var method: String
    /// The request target as sent: path and query.
    package var target: String
    /// The protocol version as sent.
    package var version: String
    /// The header fields in order.
    package var fields: [Field]
    /// The number of this request at the origin.
    package var number = 0
    /// The number of its connection.
    package var connection = 0
    /// The number of this request on its connection.
    package var numberOnConnection = 0
    /// Content bytes sent earlier on this connection.
    package var bytesOnConnection: Int64 = 0
    /// Open connections, including this one.
    package var openConnections = 0
    /// Responses in progress, including this one.
    package var answersUnderWay = 0
    /// Content bytes sent earlier, over all connections.
    package var bytesServed: Int64 = 0
    /// Seconds since the origin started.
    package var seconds: Double = 0

    /// Parses a request head; returns `nil` if it is invalid.
    package init?(head: String) {
        let lines = head.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/") else { return nil }
        method = String(words[0])
        target = String(words[1])
        version = String(words[2])
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return Field(
                String(line[..<colon]), line[line.index(after: colon)...].trimmingBlanks)
        }
    }

    /// Returns the value of the first field of this name, ignoring case.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The target without its query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The host and port that the client addressed.
    package var authority: String { field("host") ?? "127.0.0.1" }

    /// The requested range as first and last position; `nil` unless it is a single `FIRST-[LAST]`.
    package var askedRange: (first: Int64, last: Int64?)? {
        guard let text = field("range"), text.hasPrefix("bytes="), !text.contains(",") else {
            return nil
        }
        let ends = text.dropFirst(6).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]) else { return nil }
        if ends[1].isEmpty { return (first, nil) }
        guard let last = Int64(ends[1]), last >= first else { return nil }
        return (first, last)
    }
}

extension StringProtocol {
    /// The text without leading and trailing spaces and tabs.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let head = drop(while: isBlank)
        return String(head.reversed().drop(while: isBlank).reversed())
    }
}
