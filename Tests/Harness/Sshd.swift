import FaultOrigin
import Foundation

/// A real sshd with its own keys and folder, on a free loopback port.
///
/// The user who runs the tests can log in with `key` only. If a password is set, the user `pat`,
/// known to this server only, can log in with it.
package final class Sshd: Sendable {
    /// The port, which survives a restart.
    package let port: Int
    /// The path of the private key to log in with.
    package let key: String
    /// The fingerprint of the host key: `SHA256:…`.
    package let fingerprint: String
    /// The entry of this server for `known_hosts`.
    package let knownHosts: String
    private let folder: TemporaryFolder
    private let environment: [String: String]
    private let process = Holder<Program>()

    /// Starts sshd.
    ///
    /// - Parameters:
    ///   - options: More lines of configuration; the first of a keyword takes effect.
    ///   - password: The password of `pat`; `nil` if that user does not exist.
    /// - Throws: `NotInTime` with what to install, or with the output of sshd if it does not start.
    package init(_ options: String..., password: String? = nil) async throws {
        folder = try TemporaryFolder()
        var options = options
        if let password {
            options += ["PasswordAuthentication yes", "PermitRootLogin yes"]
            environment = try await Sshd.users(password: password, in: folder)
        } else {
            environment = [:]
        }
        _ = try folder.folder("www")
        key = folder.file("key")
        for name in ["key", "hostkey"] {
            let made = try await Program.run([
                "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.file(name),
            ])
            guard made.exitCode == 0 else { throw NotInTime("no key: \(made.errors)") }
        }
        // As root, sshd requires this folder, which its packaged service would create.
        if getuid() == 0 { mkdir("/run/sshd", 0o755) }
        let shown = try await Program.run(["ssh-keygen", "-lf", folder.file("hostkey.pub")])
        fingerprint = shown.output.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        var tried = 0
        while true {
            let port = FreePort.next()
            try Sshd.configuration(port: port, folder: folder.path, options)
                .write(toFile: folder.file("sshd_config"), atomically: true, encoding: .utf8)
            do {
                process.value = try await Sshd.launch(folder, environment, port: port)
                self.port = port
                break
            } catch let error as NotInTime where error.description.contains("Bind") && tried < 20 {
                tried += 1
            }
        }
        let key = try String(contentsOfFile: folder.file("hostkey.pub"), encoding: .utf8)
        knownHosts =
            "[127.0.0.1]:\(port) " + key.split(separator: " ").prefix(2).joined(separator: " ")
            + "\n"
    }

    deinit { end() }

    /// Returns the path of a file that it serves.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// Returns the URL of a file; `user` precedes the `@`.
    package func url(_ name: String, user: String? = nil) -> String {
        "sftp://\(user.map { $0 + "@" } ?? "")127.0.0.1:\(port)\(folder.path)/www/\(name)"
    }

    /// The number of successful logins.
    package var logins: Int {
        process.value?.errors.split(whereSeparator: \.isNewline).count { $0.hasPrefix("Accepted ") }
            ?? 0
    }

    /// Kills the server and all its connections.
    package func kill() async throws {
        end()
        _ = try await process.value?.result()
        process.value = nil
    }

    /// Restarts it on the same port.
    package func restart() async throws {
        process.value = try await Sshd.launch(folder, environment, port: port)
    }

    private func end() {
        if let program = process.value { ProcessTree.kill(program) }
    }

    /// Writes a user database for this server only.
    ///
    /// - Returns: The environment that makes a program use it.
    private static func users(
        password: String, in folder: TemporaryFolder
    ) async throws -> [String: String] {
        let digest = try await Program.run(["openssl", "passwd", "-6", password])
        let files = [
            "passwd": """
            root:x:0:0:root:/root:/bin/sh
            sshd:x:65533:65533::/run/sshd:/usr/sbin/nologin
            pat:x:\(getuid()):\(getgid())::\(folder.path)/www:/bin/sh

            """,
            "shadow":
                "pat:\(digest.output.split(separator: "\n").first ?? ""):19000:0:99999:7:::\n",
            "group": "root:x:0:\n",
        ]
        var environment = ["LD_PRELOAD": "libnss_wrapper.so"]
        for (name, text) in files {
            try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
            environment["NSS_WRAPPER_\(name.uppercased())"] = folder.file(name)
        }
        return environment
    }

    private static func launch(
        _ folder: TemporaryFolder, _ environment: [String: String], port: Int
    ) async throws -> Program {
        // sshd re-executes itself for each connection, so it requires an absolute path.
        guard let path = Program.find("sshd") else {
            throw NotInTime(Program.adviceForMissing("sshd"))
        }
        let program = try Program(
            [path, "-D", "-e", "-f", folder.file("sshd_config")], environment: environment)
        try await wait(for: "sshd on port \(port)", state: { program.errors }) {
            guard program.isRunning else {
                throw NotInTime("sshd did not start:\n\(program.errors)")
            }
            return program.errors.contains("Server listening")
        }
        return program
    }

    private static func configuration(port: Int, folder: String, _ options: [String]) -> String {
        """
        \(options.joined(separator: "\n"))
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/hostkey
        AuthorizedKeysFile \(folder)/key.pub
        PidFile \(folder)/sshd.pid
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        MaxStartups 100
        Subsystem sftp internal-sftp

        """
    }
}
