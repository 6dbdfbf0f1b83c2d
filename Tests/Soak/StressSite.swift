import DownloadCore
import FaultOrigin
import Foundation
import Harness

/// The protocol of a stress test.
enum StressProtocol: String, CaseIterable, Sendable {
    case http1, http2, ftp, ftps, sftp, gzip
}

/// Servers and files of one protocol, behind relays that can reset connections.
final class StressSite: Sendable {
    /// A file on a server.
    struct File: Sendable {
        let url: String
        let name: String
        let body: Body
    }

    private static let sizes: [Int64] = [1, 300_001, 3_000_001, 6 << 20, 9 << 20 + 7]

    /// The files on all servers.
    let files: [File]
    /// The options for requests.
    let transport: TransportOptions
    private let relays: [Relay]
    /// The servers, which must outlive the site.
    private let servers: [any Sendable]

    /// Starts the servers of a protocol.
    init(_ kind: StressProtocol) async throws {
        var transport = TransportOptions()
        transport.proxy = ""
        var builder = Builder()
        switch kind {
        case .http1:
            builder.add(try await Nginx()) { ($0.port, $0.path, "http", "") }
            for kind in WebServer.Kind.allCases {
                builder.add(try await WebServer(kind)) { ($0.port, $0.path, "http", "") }
            }
        case .http2:
            let certificates = try await Certificates()
            transport.certificateAuthority = certificates.authority
            transport.httpVersion = .http2
            var setup = Nginx.Setup()
            let (chain, key) = certificates.server
            setup.certificate = (chain, key)
            setup.speaksHTTP2 = true
            builder.add(try await Nginx(setup)) { ($0.port, $0.path, "https", "") }
            for kind in [WebServer.Kind.h2o, .apache2, .caddy] {
                builder.add(try await WebServer(kind, certificates: certificates)) {
                    ($0.port, $0.path, "https", "")
                }
            }
            builder.keep(certificates)
        case .ftp:
            builder.add(try await Vsftpd("max_per_ip=0")) { ($0.port, $0.path, "ftp", "") }
        case .ftps:
            let certificates = try await Certificates()
            transport.certificateAuthority = certificates.authority
            transport.ftpSecurity = .require
            builder.add(try await Vsftpd("max_per_ip=0", certificates: certificates)) {
                ($0.port, $0.path, "ftp", "")
            }
            builder.keep(certificates)
        case .sftp:
            let server = try await Sshd()
            transport.clientKey = server.key
            transport.hostKey = server.fingerprint
            let folder = (server.path("x") as NSString).deletingLastPathComponent
            builder.add(server) { ($0.port, $0.path, "sftp", folder) }
        case .gzip:
            break
        }
        try await builder.fill(with: StressSite.sizes)
        if kind == .gzip { try await builder.addCompressed(StressSite.sizes) }
        (files, relays, servers) = (builder.files, builder.relays, builder.servers)
        self.transport = transport
    }

    /// Resets an open connection, if any.
    func resetConnection(using random: inout SeededRandom) {
        relays.filter { $0.openConnections > 0 }.randomElement(using: &random)?
            .resetConnection(random.next())
    }

    /// Stops the relays; the servers stop on deinitialization.
    func stop() async {
        for relay in relays { await relay.stop() }
    }
}

/// Collects the servers of a site and their files.
private struct Builder {
    private struct Place {
        let port: Int
        let path: @Sendable (String) -> String
        let scheme: String
        let folder: String
    }

    var files: [StressSite.File] = []
    var relays: [Relay] = []
    var servers: [any Sendable] = []
    private var places: [Place] = []

    mutating func keep(_ server: any Sendable) { servers.append(server) }

    mutating func add<Server: Sendable>(
        _ server: Server,
        _ facts: (Server) -> (Int, @Sendable (String) -> String, String, String)
    ) {
        keep(server)
        let (port, path, scheme, folder) = facts(server)
        places.append(Place(port: port, path: path, scheme: scheme, folder: folder))
    }

    /// Creates files of these sizes on every server, each behind a relay.
    mutating func fill(with sizes: [Int64]) async throws {
        for (number, place) in places.enumerated() {
            let relay = try await Relay.start(to: place.port)
            relays.append(relay)
            for (index, size) in sizes.enumerated() {
                let name = "\(number)-\(index).bin"
                let body = Body.pattern(size, seed: UInt64(100 * number + index + 1))
                try body.write(toFile: place.path(name))
                files.append(
                    StressSite.File(
                        url: "\(place.scheme)://127.0.0.1:\(relay.port)\(place.folder)/\(name)",
                        name: name, body: body))
            }
        }
    }

    /// Starts an origin for each size that compresses unasked.
    mutating func addCompressed(_ sizes: [Int64]) async throws {
        for (index, size) in sizes.enumerated() {
            let body = Body.pattern(size, seed: UInt64(index + 1))
            let faults: [Fault] =
                index % 2 == 0
                ? [.gzipped(body), .noRanges()] : [.gzipped(body), .noRanges(), .chunked()]
            let origin = try await FaultOrigin.start(Resource(body), faults: faults)
            let relay = try await Relay.start(to: origin.port)
            keep(origin)
            relays.append(relay)
            files.append(
                StressSite.File(
                    url: "http://127.0.0.1:\(relay.port)/\(index).bin", name: "\(index).bin",
                    body: body))
        }
    }
}
