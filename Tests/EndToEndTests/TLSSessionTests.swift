import Foundation
import Harness
import Testing

/// TLS sessions, as the server sees them.
@Suite struct `TLS sessions` {
    @Test(arguments: ["TLSv1.2", "TLSv1.3"])
    func `later lanes resume the first one's session`(_ version: String) async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let text = String(repeating: "0123456789abcdef", count: 256 << 10)
            let nginx = try await Daemon.nginx(
                """
                listen 127.0.0.1:PORT ssl;
                ssl_protocols \(version);
                ssl_session_cache shared:sessions:1m;
                ssl_certificate \(certificates.server.certificate);
                ssl_certificate_key \(certificates.server.key);
                limit_rate 500k;
                """, logging: "$connection $ssl_session_reused $ssl_protocol $status",
                files: ["large.bin": text])
            // While the client stands still, one connection may bring most of the file.
            let lines = try await measured {
                let before = nginx.log.count
                let home = try Home()
                let result = try await home.get(
                    "-n", "6", "--cacert", certificates.authority,
                    "https://127.0.0.1:\(nginx.port)/large.bin")
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(try String(contentsOfFile: home.path("large.bin"), encoding: .utf8) == text)
                // Requests are logged before their connections are closed.
                try await wait(for: "the end of all connections") { !nginx.hasConnections }
                return Array(nginx.log.dropFirst(before))
            } until: {
                $0.count >= 6
            }
            let facts = lines.map { $0.split(separator: " ") }
            try #require(facts.allSatisfy { $0.count == 4 }, "\(lines)")
            #expect(facts.allSatisfy { $0[2] == version && $0[3] == "206" }, "\(lines)")
            let connections = Dictionary(facts.map { ($0[0], $0[1]) }) { first, _ in first }
            #expect(connections.count >= 6)
            let new = connections.values.count { $0 != "r" }
            // The first is new. OpenSSL accepts a TLS 1.3 ticket once; handshakes before the next
            // one arrives lose nothing, since a new session takes no longer there.
            #expect(version == "TLSv1.2" ? new == 1 : new < connections.count, "\(lines)")
            try await nginx.stop()
        }
    }
}
