import Foundation
import Harness

/// The counters of a server since its start.
struct Tally: Codable, Sendable {
    /// Content bytes sent.
    var sent: Int64 = 0
    /// Requests.
    var requests = 0
    /// Requests by response status.
    var statuses: [Int: Int] = [:]
    /// Connections.
    var connections = 0

    /// Returns the difference from an earlier tally.
    func since(_ earlier: Tally) -> Tally {
        Tally(
            sent: sent - earlier.sent, requests: requests - earlier.requests,
            statuses: statuses.merging(earlier.statuses) { $0 - $1 },
            connections: connections - earlier.connections)
    }
}

/// A server of a scenario, in separate processes.
protocol Server {
    /// Returns the URL of a name.
    func url(_ name: String) -> String
    /// The IDs of its processes, whose CPU time is measured.
    var processIDs: [pid_t] { get }
    /// Returns its counters.
    func tally() async throws -> Tally
    /// Stops it.
    func stop() async throws
}

/// nginx, whose counters come from its log.
struct NginxServer: Server {
    let nginx: Nginx
    /// Other processes whose CPU time counts as the server's, such as a link.
    var others: [pid_t] = []

    func url(_ name: String) -> String { nginx.url(name) }

    var processIDs: [pid_t] { nginx.processIDs + others }

    func tally() async throws -> Tally {
        // nginx logs a response when it ends, even if the client is gone. This happens at the
        // latest when it closes a connection that its client has closed.
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
