/// A response in every detail of bytes and pauses, which faults modify before it is sent.
package struct Response: Sendable {
    /// A piece of content.
    package enum Segment: Sendable {
        /// Literal bytes.
        case bytes([UInt8])
        /// A range of a body.
        case body(Body, Range<Int64>)

        /// The number of bytes.
        package var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .body(_, let range): range.upperBound - range.lowerBound
            }
        }
    }

    /// The framing of the content.
    package enum Framing: Sendable {
        /// Unframed.
        case plain
        /// Chunks of at most `size` bytes, with or without the last chunk of length 0.
        case chunked(size: Int, lastChunk: Bool)
    }

    /// How a response, or a connection before any response, is broken off.
    package enum Break: Sendable {
        /// Closed (FIN).
        case close
        /// Reset (RST).
        case reset
        /// Stalled, but open.
        case silence
    }

    /// Sends the head in small pieces.
    package struct Dribble: Sendable {
        /// The number of bytes per piece.
        package var bytes: Int
        /// Seconds between two pieces.
        package var seconds: Double
    }

    /// Complete heads of preceding 1xx responses, each with its blank line.
    package var interim: [String] = []
    /// The protocol version.
    package var version = "HTTP/1.1"
    /// The status code.
    package var status = 200
    /// The reason phrase; `nil` selects the standard one.
    package var reason: String?
    /// The fields in order.
    package var fields: [Field] = []
    /// The content, omitted for HEAD requests.
    package var content: [Segment] = []
    /// The framing of the content.
    package var framing = Framing.plain
    /// The line ending of the head.
    package var lineEnd = "\r\n"
    /// Bytes that replace the whole head.
    package var rawHead: [UInt8]?
    /// Bytes sent after the content.
    package var trailing: [UInt8] = []
    /// Seconds to wait before the head.
    package var delay: Double = 0
    /// How the head is slowed down; `nil` sends it at once.
    package var dribble: Dribble?
    /// The rate limit of the connection in bytes per second, over all of its requests.
    package var bytesPerSecond: Int64?
    /// A pace shared by several connections.
    package var sharedPace: Pace?
    /// Where to break off, counted in content bytes, and how.
    package var breakAfter: (count: Int64, how: Break)?
    /// Breaks off before the first byte of the head.
    package var breakBefore: Break?
    /// Whether the connection stays open for another request.
    package var keepsAlive = true
    /// Seconds during which the origin is down after this response.
    ///
    /// Every connection is reset, and new ones are refused.
    package var downFor: Double?

    /// Creates an empty 200.
    package init() {}

    /// The number of content bytes.
    package var contentCount: Int64 { content.reduce(0) { $0 + $1.count } }

    /// Returns the value of the first field of this name.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Appends a field.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }

    /// Removes all fields of this name.
    package mutating func remove(_ name: String) {
        fields.removeAll { $0.name.lowercased() == name.lowercased() }
    }

    /// Replaces all fields of this name by one; `nil` removes them.
    package mutating func set(_ name: String, _ value: String?) {
        remove(name)
        if let value { append(name, value) }
    }

    /// Turns into a short page with this status, without validators or ranges.
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
