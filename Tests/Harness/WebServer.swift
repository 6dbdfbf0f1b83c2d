import Foundation

/// A real web server other than nginx, with its own configuration and folder.
///
/// It listens on a free loopback port. Each kind is strict or lax in its own way: h2o ignores
/// `If-Range`, Apache's 416 has no `Content-Range`, lighttpd and Caddy differ in their validators.
package final class WebServer: Sendable {
    /// The servers packaged by Debian.
    package enum Kind: String, CaseIterable, Sendable {
        case apache2, lighttpd, caddy, h2o
    }

    /// The port.
    package let port: Int
    private let scheme: String
    private let folder: TemporaryFolder
    private let program: Program

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - kind: The kind of server.
    ///   - certificates: Enables TLS, and HTTP/2 for clients that offer it; not supported with
    ///     lighttpd.
    /// - Throws: `NotInTime` with what to install, or with the server's output if it does not
    ///   start.
    package init(_ kind: Kind, certificates: Certificates? = nil) async throws {
        scheme = certificates == nil ? "http" : "https"
        folder = try TemporaryFolder()
        _ = try folder.folder("www")
        port = try Port.free()
        let configuration = folder.file("server.conf")
        try WebServer.configuration(
            kind, port: port, folder: folder.path, server: certificates?.server
        )
        .write(toFile: configuration, atomically: true, encoding: .utf8)
        let arguments =
            switch kind {
            case .apache2: ["-X", "-d", folder.path, "-f", configuration]
            case .lighttpd: ["-D", "-f", configuration]
            case .caddy: ["run", "--adapter", "caddyfile", "--config", configuration]
            case .h2o: ["-c", configuration]
            }
        let program = try Program(
            [kind.rawValue] + arguments,
            environment: [
                "HOME": folder.path, "XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path,
            ])
        self.program = program
        let port = port
        try await wait(for: "\(kind) on port \(port)", state: { program.errors }) {
            if !program.isRunning {
                throw NotInTime("\(kind) did not start:\n\(program.errors)")
            }
            return Port.isOpen(port)
        }
    }

    deinit { program.signal(SIGKILL) }

    /// Returns the path of a file that it serves.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// The URL of a file.
    package func url(_ name: String) -> String { "\(scheme)://127.0.0.1:\(port)/\(name)" }

    /// Kills the server.
    package func stop() async throws {
        program.signal(SIGKILL)
        _ = try await program.result()
    }

    private static func configuration(
        _ kind: Kind, port: Int, folder: String, server: (certificate: String, key: String)?
    ) -> String {
        switch kind {
        case .apache2:
            """
            ServerName 127.0.0.1
            Listen 127.0.0.1:\(port)
            PidFile \(folder)/apache.pid
            ErrorLog \(folder)/error.log
            DefaultRuntimeDir \(folder)
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            \(server.map(secureApache) ?? "")
            \(getuid() == 0 ? "User www-data" : "")
            DocumentRoot \(folder)/www

            """
        case .lighttpd:
            """
            server.stat-cache-engine = "disable"
            server.port = \(port)
            server.bind = "127.0.0.1"
            server.document-root = "\(folder)/www"
            server.errorlog = "\(folder)/error.log"
            mimetype.assign = ( "" => "application/octet-stream" )

            """
        case .caddy:
            """
            {
                admin off
                auto_https off
            }
            \(server == nil ? "http" : "https")://127.0.0.1:\(port) {
                bind 127.0.0.1
                \(server.map { "tls \($0.certificate) \($0.key)" } ?? "")
                root * \(folder)/www
                file_server
            }

            """
        case .h2o:
            """
            listen:
              host: 127.0.0.1
              port: \(port)
            \(server.map { "  ssl: {certificate-file: \($0.certificate), key-file: \($0.key)}" } ?? "")
            \(getuid() == 0 ? "user: root" : "")
            num-threads: 1
            pid-file: \(folder)/h2o.pid
            error-log: \(folder)/error.log
            hosts:
              default:
                paths:
                  /:
                    file.dir: \(folder)/www

            """
        }
    }

    private static func secureApache(_ server: (certificate: String, key: String)) -> String {
        """
        LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
        LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
        SSLEngine on
        SSLCertificateFile \(server.certificate)
        SSLCertificateKeyFile \(server.key)
        Protocols h2 http/1.1
        """
    }
}
