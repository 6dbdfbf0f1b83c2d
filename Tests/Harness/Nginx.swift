import FaultOrigin
import Foundation
import Synchronization

/// A real nginx with a configuration and folder of its own, on a free port of the loopback.
package final class Nginx: Sendable {
    /// One request as nginx saw it.
    package struct Entry: Sendable {
        /// The status.
        package var status: Int
        /// The `Range` field; empty without one.
        package var range: String
        /// Body bytes handed to the socket.
        package var bytesSent: Int64
    }

    /// What is particular about one nginx.
    package struct Setup: Sendable {
        /// What each connection may carry in bytes per second, for each request anew; `nil` is no
        /// limit.
        package var bytesPerSecond: Int?
        /// The address it listens on.
        package var address = "127.0.0.1"
        /// Addresses that it listens on beside that one.
        package var otherAddresses: [String] = []
        /// The paths of certificate and key, for HTTPS.
        package var certificate: (chain: String, key: String)?
        /// Whether it offers HTTP/2 with TLS.
        package var speaksHTTP2 = false
        /// Lines of configuration that hold for all requests.
        package var lines: [String] = []
        /// A command in which nginx runs, for example in another network.
        package var inside: [String] = []

        /// An nginx with nothing particular about it.
        package init() {}
    }

    /// The port; it stays the same when nginx is killed and started again.
    package let port: Int
    private let setup: Setup
    private let folder: TemporaryFolder
    private let process = Holder<Program>()

    /// Starts nginx.
    ///
    /// - Parameter bytesPerSecond: What each connection may carry; `nil` is no limit.
    /// - Throws: `NotInTime` with what to install, or with nginx's own words, when it does not start.
    package convenience init(bytesPerSecond: Int? = nil) async throws {
        var setup = Setup()
        setup.bytesPerSecond = bytesPerSecond
        try await self.init(setup)
    }

    /// Starts nginx as `setup` says.
    ///
    /// - Throws: `NotInTime` with what to install, or with nginx's own words, when it does not start.
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

    /// Where the files it serves are.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// The URL of a file.
    package func url(_ name: String) -> String {
        "\(setup.certificate == nil ? "http" : "https")://\(setup.address):\(port)/\(name)"
    }

    /// Its processes.
    package var processIDs: [pid_t] { process.value.map { [$0.processID] } ?? [] }

    /// The size of its log in bytes: what has grown has news.
    package var logSize: Int {
        let facts = try? FileManager.default.attributesOfItem(atPath: folder.file("access.log"))
        return facts?[.size] as? Int ?? 0
    }

    /// Whether it has connections that it has not closed.
    package var hasConnections: Bool {
        guard let number = process.value?.processID else { return false }
        let table = (try? String(contentsOfFile: "/proc/\(number)/net/tcp", encoding: .utf8)) ?? ""
        let place = ":" + String(format: "%04X", port)
        return table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            // Established, or closed by the client alone (proc_net_tcp of the kernel).
            return words.count > 3 && words[1].hasSuffix(place) && ["01", "08"].contains(words[3])
        }
    }

    /// Ends it at once, with every connection.
    package func kill() async throws {
        guard let program = process.value else { return }
        // With one process (`master_process off`) nothing of it survives the signal.
        program.signal(SIGKILL)
        _ = try await program.result()
        process.value = nil
    }

    /// Starts it again on the same port.
    package func restart() async throws {
        process.value = try await Nginx.launch(folder, port: port, inside: setup.inside)
    }

    /// Ends it and starts it again on the same port with another rate.
    package func restart(bytesPerSecond: Int?) async throws {
        try await kill()
        var setup = setup
        setup.bytesPerSecond = bytesPerSecond
        try Nginx.configuration(setup, port: port, folder: folder.path)
            .write(toFile: folder.file("nginx.conf"), atomically: true, encoding: .utf8)
        try await restart()
    }

    /// Requests that have ended, in the order of their ends.
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
        // It is written when nginx has the port: another server may answer there meanwhile.
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

/// A value that tests share and replace.
package final class Holder<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    /// Creates an empty holder.
    package init() {}

    /// What is held now.
    package var value: Value? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
