import FaultOrigin
import Foundation
import Harness
import Testing

/// SFTP logins and host keys.
@Suite struct `SFTP logins` {
    @Test func `a password comes from URL, netrc or option, and is hidden`()
        async throws
    {
        try await Turns.shared.take {
            let server = try await Sshd(password: "open sesame@x")
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home(knowing: server)
            let right = try await home.get(
                "-o", "url", server.url("file.bin", user: "pat:open%20sesame%40x"))
            #expect(right.exitCode == 0, "\(right.errors)")
            let option = try await home.get(
                "-o", "option", "--user", "pat:open sesame@x", server.url("file.bin"))
            #expect(option.exitCode == 0, "\(option.errors)")
            let path = try home.write(
                ".netrc", "machine 127.0.0.1 login pat password \"open sesame@x\"\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let netrc = try await home.get("--netrc", "-o", "netrc", server.url("file.bin"))
            #expect(netrc.exitCode == 0, "\(netrc.errors)")
            for name in ["url", "option", "netrc"] {
                #expect(try body.isContent(ofFile: home.path(name)), "\(name)")
            }
            let logins = server.logins
            let wrong = try await home.get(
                "-v", "-o", "wrong", server.url("file.bin", user: "pat:tell-nobody"))
            #expect(wrong.exitCode == 1 && server.logins == logins)
            #expect(wrong.errors.contains("refused the login"), "\(wrong.errors)")
            #expect(!wrong.errors.contains("tell-nobody") && !wrong.errors.contains("pat"))
        }
    }

    @Test func `the key of an agent is used`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home(knowing: server)
            let without = try await home.get(server.url("file.bin"))
            #expect(without.exitCode == 1, "\(without.errors)")
            let agent = ["SSH_AUTH_SOCK": home.folder.file("agent")]
            let program = try Program(["ssh-agent", "-D", "-a", home.folder.file("agent")])
            try await wait(for: "the agent's socket", state: { program.errors }) {
                FileManager.default.fileExists(atPath: home.folder.file("agent"))
            }
            let added = try await Program.run(["ssh-add", "-q", server.key], environment: agent)
            #expect(added.exitCode == 0, "\(added.errors)")
            let result = try await home.get("-n", "4", server.url("file.bin"), environment: agent)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            program.signal(SIGKILL)
        }
    }

    @Test func `hashed known hosts are read, and reveal a changed key`() async throws {
        try await Turns.shared.take {
            let (server, other) = (try await Sshd(), try await Sshd())
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            for (line, isRight) in [
                (server.knownHosts, true),
                (other.knownHosts.replacing(":\(other.port) ", with: ":\(server.port) "), false),
            ] {
                let home = try Home()
                let path = try home.know(line)
                let hashed = try await Program.run(["ssh-keygen", "-H", "-f", path])
                #expect(hashed.exitCode == 0, "\(hashed.errors)")
                let text = try String(contentsOfFile: path, encoding: .utf8)
                #expect(text.hasPrefix("|1|") && !text.contains("127.0.0.1"))
                let result = try await home.get("--key", server.key, server.url("file.bin"))
                #expect(result.exitCode == (isRight ? 0 : 1), "\(result.errors)")
                #expect(
                    isRight || result.errors.contains("differs from ~/.ssh/known_hosts"),
                    "\(result.errors)")
                #expect(isRight || result.errors.contains(server.fingerprint))
                #expect(home.finished == (isRight ? ["file.bin"] : []))
            }
        }
    }

    @Test func `keys pause and resume it`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(16 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home(knowing: server)
            let interface = try await Interface(
                ["-n", "4", "--key", server.key, "--limit", "200K", server.url("file.bin")],
                home: home)
            try await pauseAndGoOn(interface) {
                // Paused, it has no connection.
                try await server.kill()
                try await server.restart()
                try await interface.terminal.press("L")
                try await interface.terminal.wait(forText: "limit for all")
                try await interface.terminal.press("C-u")
                try await interface.terminal.press("Enter")
            }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }
}
