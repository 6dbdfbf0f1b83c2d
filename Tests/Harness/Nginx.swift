import FaultOrigin
import Foundation
import Synchronization

/// A real nginx with its own configuration and folder, on a free loopback port.
package final class Nginx: Sendable {
    /// A request as logged by nginx.
    package struct Entry: Sendable {
        /// The status.
        package var status: Int
        /// The `Range` field; empty if absent.
        package var range: String
        /// Body bytes sent.
        package var bytesSent: Int64
    }

    /// The configuration of an nginx.
    package struct Setup: Sendable {
        /// The rate limit in bytes per second, applied to each request; `nil` for none.
        package var bytesPerSecond: Int?
        /// The address to listen on.
        package var address = "127.0.0.1"
        /// More addresses to listen on.
        package var otherAddresses: [String] = []
        /// The paths of certificate and key, for HTTPS.
        package var certificate: (chain: String, key: String)?
        /// Whether HTTP/2 is offered over TLS.
        package var speaksHTTP2 = false
        /// More lines for the `http` section.
        package var lines: [String] = []
        /// A command to run nginx under, for example in another network namespace.
        package var inside: [String] = []

        /// Creates the default setup.
        package init() {}
    }

    /// The port, which survives a restart.
    package let port: Int
    private let setup: Setup
    private let folder: TemporaryFolder
    private let process = Holder<Program>()

    /// Starts nginx.
    ///
    /// - Parameter bytesPerSecond: The rate limit of each request; `nil` for none.
    /// - Throws: `NotInTime` with what to install, or with the output of nginx if it does not
    ///   start.
    package convenience init(bytesPerSecond: Int? = nil) async throws {
        var setup = Setup()
        setup.bytesPerSecond = bytesPerSecond
        try await self.init(setup)
    }

    /// Starts nginx with `setup`.
    ///
    /// - Throws: `NotInTime` with what to install, or with the output of nginx if it does not
    ///   start.
    package init(_ setup: Setup) async throws {
        self.setup = setup
        folder = try TemporaryFolder()
        _ = try folder.folder("www")
        var tried = 0
        while true {
            let port = FreePort.next()
            try Nginx.configuration(setup, port: port, folder: folder.path)
                .write(toFile: folder.file("nginx.conf"), atomically: true, encoding: .utf8)
            do {
                process.value = try await Nginx.launch(folder, port: port, inside: setup.inside)
                self.port = port
                return
            } catch let error as NotInTime
                where error.description.contains("Address already in use") && tried < 20
            {
                tried += 1
            }
        }
    }

    deinit { process.value?.signal(SIGKILL) }

    /// Returns the path of a file that it serves.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// Returns the URL of a file.
    package func url(_ name: String) -> String {
        "\(setup.certificate == nil ? "http" : "https")://\(setup.address):\(port)/\(name)"
    }

    /// The IDs of its processes.
    package var processIDs: [pid_t] { process.value.map { [$0.processID] } ?? [] }

    /// The size of its access log in bytes, which shows whether entries were added.
    package var logSize: Int {
        let facts = try? FileManager.default.attributesOfItem(atPath: folder.file("access.log"))
        return facts?[.size] as? Int ?? 0
    }

    /// Whether it has open connections.
    package var hasConnections: Bool {
        guard let number = process.value?.processID else { return false }
        // Established, or closed by the client only.
        return TCPTable(path: "/proc/\(number)/net/tcp").rows.contains {
            $0.port == port && [1, 8].contains($0.state)
        }
    }

    /// Kills nginx and thereby all its connections.
    package func kill() async throws {
        guard let program = process.value else { return }
        // There is a single process (`master_process off`), so none survives the signal.
        program.signal(SIGKILL)
        _ = try await program.result()
        process.value = nil
    }

    /// Restarts nginx on the same port.
    package func restart() async throws {
        process.value = try await Nginx.launch(folder, port: port, inside: setup.inside)
    }

    /// Kills nginx and restarts it on the same port with another rate limit.
    package func restart(bytesPerSecond: Int?) async throws {
        try await kill()
        var setup = setup
        setup.bytesPerSecond = bytesPerSecond
        try Nginx.configuration(setup, port: port, folder: folder.path)
            .write(toFile: folder.file("nginx.conf"), atomically: true, encoding: .utf8)
        try await restart()
    }

    /// Completed requests in order of completion.
    package var log: [Entry] {
        let text = (try? String(contentsOfFile: folder.file("access.log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: "|", omittingEmptySubsequences: false)
            guard words.count == 3, let status = Int(words[0]), let sent = Int64(words[2]) else {
                return nil
            }
            return Entry(
                status: status, range: words[1] == "-" ? "" : String(words[1]), bytesSent: sent)
        }
    }

    private static func launch(
        _ folder: TemporaryFolder, port: Int, inside: [String]
    ) async throws -> Program {
        // The PID file proves that this nginx has the port; another server could accept connections
        // there.
        let pid = folder.file("nginx.pid")
        if FileManager.default.fileExists(atPath: pid) {
            try FileManager.default.removeItem(atPath: pid)
        }
        let program = try Program(
            inside + [
                "nginx", "-p", folder.path, "-c", folder.file("nginx.conf"), "-e",
                folder.file("error.log"),
            ])
        try await wait(for: "nginx on port \(port)", state: { program.errors }) {
            if !program.isRunning {
                throw NotInTime("nginx did not start:\n\(program.errors)")
            }
            let written = (try? String(contentsOfFile: pid, encoding: .utf8)) ?? ""
            return written.hasPrefix("\(program.processID)\n")
        }
        return program
    }

    private static func configuration(_ setup: Setup, port: Int, folder: String) -> String {
        let listens = ([setup.address] + setup.otherAddresses).map { address in
            "listen \(address):\(port)\(setup.certificate == nil ? "" : " ssl\(setup.speaksHTTP2 ? " http2" : "")");"
        }
        let certificate = setup.certificate.map {
            "ssl_certificate \($0.chain); ssl_certificate_key \($0.key);"
        }
        return """
            daemon off;
            master_process off;
            pid \(folder)/nginx.pid;
            events { worker_connections 2048; }
            http {
                log_format wire '$status|$http_range|$body_bytes_sent';
                access_log \(folder)/access.log wire;
                client_body_temp_path \(folder)/body;
                proxy_temp_path \(folder)/proxy;
                fastcgi_temp_path \(folder)/fastcgi;
                uwsgi_temp_path \(folder)/uwsgi;
                scgi_temp_path \(folder)/scgi;
                default_type application/octet-stream;
                sendfile on;
                \(setup.lines.joined(separator: "\n"))
                server {
                    \(listens.joined(separator: " "))
                    \(certificate ?? "")
                    root \(folder)/www;
                    limit_rate \(setup.bytesPerSecond ?? 0);
                }
            }

            """
    }
}

/// A value shared by tests that they can replace.
package final class Holder<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    /// Creates an empty holder.
    package init() {}

    /// The current value.
    package var value: Value? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
