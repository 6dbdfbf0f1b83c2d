/// One request as the origin saw it and what it sent for it.
package struct LogEntry: Sendable {
    /// How an answer ended.
    package enum Ending: String, Sendable {
        /// All of it was sent.
        case complete
        /// The origin closed in mid-answer.
        case closed
        /// The origin reset in mid-answer.
        case reset
        /// The origin fell silent.
        case stalled
        /// The client closed or reset before the end.
        case clientClosed
    }

    /// The request with its numbers.
    package var request: Request
    /// The status of the answer; 0 when the connection ended before one.
    package var status: Int
    /// Content bytes that the socket has taken.
    package var bytesSent: Int64 = 0
    /// When the last of them went, in seconds since the origin started.
    package var lastSent: Double
    /// How it ended; `nil` while it is under way.
    package var ending: Ending?

    /// One line to read: number, connection, method, target, range, status, bytes, ending.
    package var line: String {
        let range = request.field("range") ?? "-"
        let condition = request.field("if-range").map { " if-range \($0)" } ?? ""
        return "#\(request.number) c\(request.connection) \(request.method) \(request.target)"
            + " \(range)\(condition) -> \(status) \(bytesSent) B \(ending?.rawValue ?? "under way")"
            + " at \(Int(request.seconds * 1000))-\(Int(lastSent * 1000)) ms"
    }
}
