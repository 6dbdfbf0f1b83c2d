extension Scenario {
    /// Checks that a server sent no byte of the file twice, apart from what its sockets
    /// buffered: 64 KiB for each response that broke.
    ///
    /// - Parameter spare: Bytes that may be sent besides.
    /// - Returns: The check, which returns a complaint.
    static func repeatsNothing(
        but spare: Int64 = 0
    ) -> @Sendable (_ log: [LogEntry], _ size: Int64) -> String? {
        { log, size in
            let broken = log.count { $0.ending != .complete }
            let sent = log.reduce(0) { $0 + $1.bytesSent }
            guard sent > size + spare + Int64(broken) * 64 << 10 else { return nil }
            return "\(sent) bytes served for a file of \(size), \(broken) responses broken"
        }
    }
}
