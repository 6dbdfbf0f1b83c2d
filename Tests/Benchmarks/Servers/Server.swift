import Foundation
import Harness

/// What a server has counted since it began.
struct Tally: Codable, Sendable {
    /// Content bytes sent.
    var sent: Int64 = 0
    /// Requests.
    var requests = 0
    /// Requests by the status of their answer.
    var statuses: [Int: Int] = [:]
    /// Connections.
    var connections = 0

    /// What came after an earlier count.
    func since(_ earlier: Tally) -> Tally {
        Tally(
            sent: sent - earlier.sent, requests: requests - earlier.requests,
            statuses: statuses.merging(earlier.statuses) { $0 - $1 },
            connections: connections - earlier.connections)
    }
}

/// A server of a scenario, as processes of its own.
protocol Server {
    /// The URL of a name.
    func url(_ name: String) -> String
    /// Its processes, for what they cost.
    var processIDs: [pid_t] { get }
    /// What it has counted so far.
    func tally() async throws -> Tally
    /// Ends it.
    func stop() async throws
}

/// nginx, which counts in its log.
struct NginxServer: Server {
    let nginx: Nginx
    /// Other processes whose cost is the server's: a link.
    var others: [pid_t] = []

    func url(_ name: String) -> String { nginx.url(name) }

    var processIDs: [pid_t] { nginx.processIDs + others }

    func tally() async throws -> Tally {
        // It writes when an answer has ended, also an answer that nobody waits for any more; at the
        // latest when it has closed the connection that its client has closed.
        try? await wait(for: "the end of all connections", seconds: 20) { !nginx.hasConnections }
        var size = nginx.logSize
        while true {
            try await Task.sleep(for: .milliseconds(60))
            guard nginx.logSize != size else { break }
            size = nginx.logSize
        }
        return nginx.log.reduce(into: Tally()) { tally, entry in
            tally.sent += entry.bytesSent
            tally.requests += 1
            tally.statuses[entry.status, default: 0] += 1
        }
    }

    func stop() async throws { try await nginx.kill() }
}
