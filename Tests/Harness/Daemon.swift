import Foundation

/// A real server with its own configuration, on a free loopback port.
package final class Daemon: Sendable {
    /// The port.
    package let port: Int
    private let folder: TemporaryFolder
    private let program: Program

    /// Starts a server and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments; `CONF` stands for the configuration's path and
    ///     `PORT` for the port.
    ///   - files: The files of its folder by name; `conf` is the configuration. In their text,
    ///     `FOLDER` stands for the folder's path and `PORT` for the port.
    /// - Throws: `NotInTime` with what to install, or with the server's output if it does not
    ///   start.
    package init(_ arguments: [String], files: [String: String] = [:]) async throws {
        let (folder, port) = (try TemporaryFolder(), try Port.free())
        // Some servers drop root privileges.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: folder.path)
        for (name, text) in files {
            try text.replacing("FOLDER", with: folder.path).replacing("PORT", with: "\(port)")
                .write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        }
        let program = try Program(
            arguments.map {
                $0.replacing("CONF", with: folder.file("conf")).replacing("PORT", with: "\(port)")
            }, directory: folder.path)
        self.program = program
        self.port = port
        self.folder = folder
        let name = arguments[0]
        try await wait(for: "\(name) on \(port)", state: { program.errors }) {
            if !program.isRunning { throw NotInTime("\(name) did not start:\n\(program.errors)") }
            return Port.isOpen(port)
        }
    }

    deinit { program.signal(SIGKILL) }

    /// Kills the server.
    package func stop() async throws {
        program.signal(SIGKILL)
        _ = try await program.result()
    }

    /// Whether connections are established, or closed by the client only.
    package var hasConnections: Bool {
        TCPTable().rows.contains { $0.port == port && [1, 8].contains($0.state) }
    }

    /// The lines of its access log.
    package var log: [String] {
        let text = try? String(contentsOfFile: folder.file("access.log"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }
}

extension Daemon {
    /// Starts nginx with `lines` in its `server` section and 64 KiB of zeros as `/file.bin`.
    ///
    /// - Parameters:
    ///   - lines: The contents of the section besides `root`; `listen` is required.
    ///   - format: The format of its access log.
    ///   - files: More files for its folder.
    /// - Returns: The server.
    /// - Throws: `NotInTime` if it does not start.
    package static func nginx(
        _ lines: String, logging format: String, files: [String: String] = [:]
    ) async throws -> Daemon {
        let configuration = """
            daemon off;
            master_process off;
            pid FOLDER/nginx.pid;
            events { worker_connections 64; }
            http {
                log_format facts '\(format)';
                access_log FOLDER/access.log facts;
                client_body_temp_path FOLDER/body;
                proxy_temp_path FOLDER/proxy;
                fastcgi_temp_path FOLDER/fastcgi;
                uwsgi_temp_path FOLDER/uwsgi;
                scgi_temp_path FOLDER/scgi;
                default_type application/octet-stream;
                server {
                    root FOLDER;
                    \(lines)
                }
            }

            """
        let file = ["conf": configuration, "file.bin": String(repeating: "\0", count: 64 << 10)]
        return try await Daemon(
            ["nginx", "-p", "/", "-c", "CONF", "-e", "stderr"],
            files: file.merging(files) { $1 })
    }
}
