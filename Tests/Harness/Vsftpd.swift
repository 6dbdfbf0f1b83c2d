import FaultOrigin
import Foundation

/// A real vsftpd with a configuration and folder of its own, on a free port of the loopback.
///
/// It runs as whoever runs the tests and lets anonymous users in, so it needs no account and no root.
package final class Vsftpd: Sendable {
    /// The port; it stays the same when it is killed and started again.
    package let port: Int
    private let folder: TemporaryFolder
    private let host: String
    private let process = Holder<Program>()

    /// Starts vsftpd.
    ///
    /// - Parameters:
    ///   - options: Lines of its configuration besides; the last of a name counts.
    ///   - host: Where it listens, as it stands in a URL: `127.0.0.1` or `[::1]`.
    ///   - password: What anonymous users must give; `nil` is nothing.
    ///   - certificates: What it shows; with one it refuses what is not encrypted.
    /// - Throws: `NotInTime` with what to install, or with vsftpd's own words, when it does not start.
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
            // As a careful server has it: the data connection must show the session of its control
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

    /// Where the files it serves are.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// The URL of a file; `user` is what stands before the `@`.
    package func url(_ name: String, scheme: String = "ftp", user: String? = nil) -> String {
        "\(scheme)://\(user.map { $0 + "@" } ?? "")\(host):\(port)/\(name)"
    }

    /// Ends it at once, with every connection.
    package func kill() async throws {
        end()
        _ = try await process.value?.result()
        process.value = nil
    }

    /// Starts it again on the same port, with these lines in its configuration besides.
    package func restart(_ options: String...) async throws {
        var text = try String(contentsOfFile: folder.file("vsftpd.conf"), encoding: .utf8)
        text += options.map { $0 + "\n" }.joined()
        try text.write(toFile: folder.file("vsftpd.conf"), atomically: true, encoding: .utf8)
        process.value = try await Vsftpd.launch(folder, port: port)
    }

    /// The commands it was sent, in their order, but for passwords.
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
        // Each connection has a process of its own.
        ProcessTree.kill(program)
    }

    /// How often somebody has begun to log in.
    package var logins: Int { commands.count { $0.hasPrefix("USER") } }

    private static func launch(_ folder: TemporaryFolder, port: Int) async throws -> Program {
        let program = try Program(["vsftpd", folder.file("vsftpd.conf")])
        try await wait(for: "vsftpd on port \(port)", state: { program.output }) {
            guard program.isRunning else {
                throw NotInTime("vsftpd did not start:\n\(program.output)\(program.errors)")
            }
            // So Linux lists a socket that listens on this port, of either kind of address.
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
