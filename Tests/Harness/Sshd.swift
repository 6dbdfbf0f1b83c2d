import FaultOrigin
import Foundation

/// A real sshd with keys and a folder of its own, on a free port of the loopback.
///
/// Whoever runs the tests can log in, with the key that `key` names and with no other; and, where a
/// password is set, `pat` with that one, a user whom only this server knows.
package final class Sshd: Sendable {
    /// The port; it stays the same when it is killed and started again.
    package let port: Int
    /// The private key to log in with: a path.
    package let key: String
    /// The fingerprint of the host key: `SHA256:…`.
    package let fingerprint: String
    /// What `known_hosts` says of this server.
    package let knownHosts: String
    private let folder: TemporaryFolder
    private let environment: [String: String]
    private let process = Holder<Program>()

    /// Starts sshd.
    ///
    /// - Parameters:
    ///   - options: Lines of its configuration besides; the first of a name counts.
    ///   - password: The password of `pat`; `nil` is nobody's.
    /// - Throws: `NotInTime` with what to install, or with sshd's own words, when it does not start.
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
        // As root, sshd wants this folder, which its package's own service makes.
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

    /// Where the files it serves are.
    package func path(_ name: String) -> String { folder.file("www/" + name) }

    /// The URL of a file; `user` is what stands before the `@`.
    package func url(_ name: String, user: String? = nil) -> String {
        "sftp://\(user.map { $0 + "@" } ?? "")127.0.0.1:\(port)\(folder.path)/www/\(name)"
    }

    /// How often somebody has logged in.
    package var logins: Int {
        process.value?.errors.split(whereSeparator: \.isNewline).count { $0.hasPrefix("Accepted ") }
            ?? 0
    }

    /// Ends it at once, with every connection.
    package func kill() async throws {
        end()
        _ = try await process.value?.result()
        process.value = nil
    }

    /// Starts it again on the same port.
    package func restart() async throws {
        process.value = try await Sshd.launch(folder, environment, port: port)
    }

    private func end() {
        if let program = process.value { ProcessTree.kill(program) }
    }

    /// Writes a list of users for a server of its own, which the system does not know.
    ///
    /// - Returns: The environment in which a program sees that list.
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
        // It starts itself again for each connection, and so wants to be called by its whole path.
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
