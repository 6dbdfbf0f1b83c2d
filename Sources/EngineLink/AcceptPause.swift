import Glibc

/// Pauses accepting connections after a failure.
///
/// A connection that could not be accepted remains in the listening socket's queue, so that polling
/// the socket would return at once, over and over.
struct AcceptPause {
    /// The length of a pause in seconds, unless a connection closes earlier.
    static let seconds = 1.0
    /// The minimum interval between two reports in seconds.
    static let reportInterval = 60.0

    /// When the pause ends; `nil` without one.
    private(set) var end: Double?
    private var lastReport = -Double.infinity

    /// Records a failure of `accept`.
    ///
    /// - Parameters:
    ///   - code: The system's error code.
    ///   - time: Now.
    /// - Returns: Whether the failure is to be reported.
    mutating func failed(_ code: Int32, at time: Double) -> Bool {
        // These leave nothing in the queue.
        if [EAGAIN, EINTR, ECONNABORTED, EPROTO].contains(code) { return false }
        end = time + Self.seconds
        guard time - lastReport >= Self.reportInterval else { return false }
        lastReport = time
        return true
    }

    /// Ends the pause, because a connection has closed.
    mutating func connectionClosed() { end = nil }

    /// Ends a pause that is over.
    mutating func update(at time: Double) {
        if let end, time >= end { self.end = nil }
    }
}
