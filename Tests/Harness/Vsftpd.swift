import FaultOrigin
import Foundation

/// A real vsftpd with its own configuration and folder, on a free loopback port.
///
/// It runs as the user who runs the tests and accepts anonymous logins, so it requires neither an
/// account nor root.
package final class Vsftpd: Sendable {
    /// The port, which survives a restart.
    package let port: Int
    private let folder: TemporaryFolder
    private let host: String
    private let process = Holder<Program>()

    /// Starts vsftpd.
    ///
    /// - Parameters:
    ///   - options: More lines of configuration; the last of a key takes effect.
    ///   - host: The address to listen on, in URL notation: `127.0.0.1` or `[::1]`.
    ///   - password: The password required of anonymous users; `nil` for none.
    ///   - certificates: The certificates for TLS; with these it refuses unencrypted connections.
    /// - Throws: `NotInTime` with what to install, or with the output of vsftpd if it does not
    ///   start.
    package init(
        _ options: String..., host: String = "127.0.0.1", password: String? = nil,
        certificates: Certificates? = nil
    ) async throws {
        self.host = host
        folder = try TemporaryFolder()
        _ = try folder.folder("www")
        _ = try folder.folder("empty")
        var options = options
        options +=
            host == "[::1]"
            ? ["listen=NO", "listen_ipv6=YES", "listen_address6=::1"] : ["listen_address=\(host)"]
        if let password {
            try (password + "\n").write(
                toFile: folder.file("passwords"), atomically: true, encoding: .utf8)
            options += [
                "no_anon_password=NO", "secure_email_list_enable=YES",
                "email_password_file=\(folder.path)/passwords",
            ]
        }
        if let certificates {
            // As on a strict server, the data connection must resume the TLS session of its control
            // connection.
            options += [
                "ssl_enable=YES", "allow_anon_ssl=YES", "force_anon_logins_ssl=YES",
                "force_anon_data_ssl=YES", "require_ssl_reuse=YES", "ssl_ciphers=HIGH",
                "rsa_cert_file=\(certificates.server.certificate)",
                "rsa_private_key_file=\(certificates.server.key)",
            ]
        }
        var tried = 0
        while true {
            let port = FreePort.next()
            try Vsftpd.configuration(port: port, folder: folder.path, options)
                .write(toFile: folder.file("vsftpd.conf"), atomically: true, encoding: .utf8)
            do {
                process.value = try await Vsftpd.launch(folder, port: port)
                self.port = port
                return
            } catch let error as NotInTime where error.description.contains("bind") && tried < 20 {
                tried += 1
            }
        }
    }

    deinit { end() }

    /// Returns the path of a file that it serves.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// Returns the URL of a file; `user` precedes the `@`.
    package func url(_ name: String, scheme: String = "ftp", user: String? = nil) -> String {
        "\(scheme)://\(user.map { $0 + "@" } ?? "")\(host):\(port)/\(name)"
    }

    /// Kills the server and all its connections.
    package func kill() async throws {
        end()
        _ = try await process.value?.result()
        process.value = nil
    }

    /// Restarts it on the same port, with more lines of configuration.
    package func restart(_ options: String...) async throws {
        var text = try String(contentsOfFile: folder.file("vsftpd.conf"), encoding: .utf8)
        text += options.map { $0 + "\n" }.joined()
        try text.write(toFile: folder.file("vsftpd.conf"), atomically: true, encoding: .utf8)
        process.value = try await Vsftpd.launch(folder, port: port)
    }

    /// The commands received, in order, without passwords.
    package var commands: [String] {
        let text = (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? ""
        let commands = text.split(separator: "\n").compactMap { line -> Substring? in
            let parts = line.split(separator: "FTP command: Client \"", maxSplits: 1)
            guard parts.count == 2, let start = parts[1].firstRange(of: "\", \"")?.upperBound
            else { return nil }
            return parts[1].suffix(from: start).dropLast()
        }
        return commands.map(String.init)
    }

    private func end() {
        guard let program = process.value else { return }
        // Each connection has its own process.
        ProcessTree.kill(program)
    }

    /// The number of REST commands with a position greater than 0.
    package var restarts: Int { commands.count { $0.hasPrefix("REST ") && $0 != "REST 0" } }

    /// The number of login attempts.
    package var logins: Int { commands.count { $0.hasPrefix("USER") } }

    private static func launch(_ folder: TemporaryFolder, port: Int) async throws -> Program {
        let program = try Program(["vsftpd", folder.file("vsftpd.conf")])
        try await wait(for: "vsftpd on port \(port)", state: { program.output }) {
            guard program.isRunning else {
                throw NotInTime("vsftpd did not start:\n\(program.output)\(program.errors)")
            }
            // Matches a listening socket on this port, IPv4 or IPv6.
            return Port.listens(port)
        }
        return program
    }

    private static func configuration(port: Int, folder: String, _ options: [String]) -> String {
        """
        listen=YES
        background=NO
        listen_port=\(port)
        run_as_launching_user=YES
        isolate=NO
        isolate_network=NO
        seccomp_sandbox=NO
        secure_chroot_dir=\(folder)/empty
        local_enable=NO
        anonymous_enable=YES
        no_anon_password=YES
        anon_root=\(folder)/www
        xferlog_enable=YES
        log_ftp_protocol=YES
        vsftpd_log_file=\(folder)/log
        \(options.joined(separator: "\n"))

        """
    }
}
