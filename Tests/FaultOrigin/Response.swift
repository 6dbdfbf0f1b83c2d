/// What the origin is about to send, down to each byte and each pause; faults alter it.
package struct Response: Sendable {
    /// A piece of content.
    package enum Segment: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Bytes of a body at these positions.
        case body(Body, Range<Int64>)

        /// The number of bytes.
        package var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .body(_, let range): range.upperBound - range.lowerBound
            }
        }
    }

    /// How content is put on the wire.
    package enum Framing: Sendable {
        /// As it is.
        case plain
        /// In chunks of at most `size` bytes, with or without the chunk of length 0 that ends them.
        case chunked(size: Int, lastChunk: Bool)
    }

    /// How an answer, or a connection before any answer, is broken off.
    package enum Break: Sendable {
        /// Closed in order (FIN).
        case close
        /// Reset (RST).
        case reset
        /// Silent, but open.
        case silence
    }

    /// A head that comes in small pieces.
    package struct Dribble: Sendable {
        /// Bytes of one piece.
        package var bytes: Int
        /// Seconds between two pieces.
        package var seconds: Double
    }

    /// Whole heads of 1xx answers that come before, each with its blank line.
    package var interim: [String] = []
    /// The protocol version.
    package var version = "HTTP/1.1"
    /// The status code.
    package var status = 200
    /// The reason phrase; `nil` takes the usual one.
    package var reason: String?
    /// The fields in their order.
    package var fields: [Field] = []
    /// The content; a HEAD request sends none of it.
    package var content: [Segment] = []
    /// How content is put on the wire.
    package var framing = Framing.plain
    /// What ends a line of the head.
    package var lineEnd = "\r\n"
    /// Bytes that take the place of the whole head.
    package var rawHead: [UInt8]?
    /// Bytes sent after the content.
    package var trailing: [UInt8] = []
    /// Seconds before the head.
    package var delay: Double = 0
    /// How the head is slowed; `nil` sends it at once.
    package var dribble: Dribble?
    /// Bytes per second that the connection carries, over all of its requests.
    package var bytesPerSecond: Int64?
    /// A pace that several connections share.
    package var sharedPace: Pace?
    /// Where the content is broken off, in content bytes, and how.
    package var breakAfter: (count: Int64, how: Break)?
    /// Breaks off before any byte of the head.
    package var breakBefore: Break?
    /// Whether the connection serves another request afterwards.
    package var keepsAlive = true
    /// Seconds for which the whole origin is gone after this answer: every connection reset, new
    /// ones refused.
    package var downFor: Double?

    /// Creates an empty 200.
    package init() {}

    /// The number of content bytes.
    package var contentCount: Int64 { content.reduce(0) { $0 + $1.count } }

    /// The value of the first field of this name.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Adds a field at the end.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }

    /// Takes every field of this name out.
    package mutating func remove(_ name: String) {
        fields.removeAll { $0.name.lowercased() == name.lowercased() }
    }

    /// Makes this the only field of its name; `nil` takes it out.
    package mutating func set(_ name: String, _ value: String?) {
        remove(name)
        if let value { append(name, value) }
    }

    /// Becomes a short page of this status, without validators or ranges.
    package mutating func become(status: Int, text: String = "no\n") {
        self.status = status
        reason = nil
        for name in ["Content-Range", "ETag", "Last-Modified", "Accept-Ranges"] { remove(name) }
        set("Content-Type", "text/plain")
        set("Content-Length", "\(text.utf8.count)")
        content = [.bytes(Array(text.utf8))]
        framing = .plain
    }

    /// The bytes of the interim heads and the head.
    package var head: [UInt8] {
        let before = interim.flatMap { Array($0.utf8) }
        if let rawHead { return before + rawHead }
        let reason = reason ?? Response.reasons[status] ?? "Status"
        let lines = ["\(version) \(status) \(reason)"] + fields.map { "\($0.name): \($0.value)" }
        return before + Array((lines + ["", ""]).joined(separator: lineEnd).utf8)
    }

    private static let reasons = [
        200: "OK", 206: "Partial Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 410: "Gone",
        416: "Range Not Satisfiable", 425: "Too Early", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
