/// A request as the origin saw it, and what was sent in response.
package struct LogEntry: Sendable {
    /// How a response ended.
    package enum Ending: String, Sendable {
        /// It was sent completely.
        case complete
        /// The origin closed the connection partway.
        case closed
        /// The origin reset the connection partway.
        case reset
        /// The origin stalled.
        case stalled
        /// The client closed or reset the connection early.
        case clientClosed
    }

    /// The request with its numbers.
    package var request: Request
    /// The response status; 0 if the connection ended first.
    package var status: Int
    /// Content bytes accepted by the socket.
    package var bytesSent: Int64 = 0
    /// When the last of them was sent, in seconds since the start of the origin.
    package var lastSent: Double
    /// How the response ended; `nil` while it is in progress.
    package var ending: Ending?

    /// The entry on one line: number, connection, method, target, range, status, bytes, ending.
    package var line: String {
        let range = request.field("range") ?? "-"
        let condition = request.field("if-range").map { " if-range \($0)" } ?? ""
        return "#\(request.number) c\(request.connection) \(request.method) \(request.target)"
            + " \(range)\(condition) -> \(status) \(bytesSent) B \(ending?.rawValue ?? "under way")"
            + " at \(Int(request.seconds * 1000))-\(Int(lastSent * 1000)) ms"
    }
}
