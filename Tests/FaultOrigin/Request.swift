/// One header field as it stood, or is to stand, on the wire.
package struct Field: Sendable, Equatable {
    /// The name as written.
    package var name: String
    /// The value without surrounding blanks.
    package var value: String

    /// Creates a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request that arrived at the origin, with what the origin knew at that moment.
///
/// Requests and connections are numbered from 1 in the order of their arrival.
package struct Request: Sendable {
    /// The method, for example `GET`.
    package var method: String
    /// The request target as sent: path and query.
    package var target: String
    /// The protocol version as sent.
    package var version: String
    /// The header fields in their order.
    package var fields: [Field]
    /// The number of this request at the origin.
    package var number = 0
    /// The number of the connection it came on.
    package var connection = 0
    /// The number of this request on its connection.
    package var numberOnConnection = 0
    /// Body bytes that this connection had carried before.
    package var bytesOnConnection: Int64 = 0
    /// Connections that are open now, this one included.
    package var openConnections = 0
    /// Answers that are under way now, this one included.
    package var answersUnderWay = 0
    /// Body bytes that the origin had handed out before, over all connections.
    package var bytesServed: Int64 = 0
    /// Seconds since the origin started.
    package var seconds: Double = 0

    /// Reads a request head; `nil` when it is not one.
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

    /// The value of the first field of this name, whatever its case.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The target without its query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// Host and port that the client believes to talk to.
    package var authority: String { field("host") ?? "127.0.0.1" }

    /// The text of the `Range` field as first and last position; `nil` without one that is a single
    /// range from a first position on.
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
    /// The text without blanks and tabs at its ends.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let head = drop(while: isBlank)
        return String(head.reversed().drop(while: isBlank).reversed())
    }
}
