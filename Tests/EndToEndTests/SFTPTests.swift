import FaultOrigin
import Foundation
import Harness
import Testing

/// SFTP against a real sshd.
@Suite struct `SFTP` {
    @Test(arguments: [0, 1, 3_000_001, 20 << 20] as [Int64])
    func `a file is correct with one fragment and with many`(_ size: Int64) async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(size)
            try body.write(toFile: server.path("a file #1?.bin"))
            for count in ["1", "8", "auto"] {
                let home = try knowing(server)
                let result = try await home.get(
                    "-n", count, "--key", server.key, server.url("a%20file%20%231?.bin"))
                #expect(result.exitCode == 0, "-n \(count): \(result.errors)")
                #expect(home.finished == ["a file #1?.bin"] && home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("a file #1?.bin")), "-n \(count)")
            }
        }
    }

    @Test func `a checksum file beside it is found and read`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            try await knowing(server).expectChecksums(
                at: server.path, ["--key", server.key]
            ) { server.url($0) }
        }
    }

    @Test func `eight fragments are eight connections, with the key in the home folder`()
        async throws
    {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(4 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try knowing(server)
            try FileManager.default.copyItem(
                atPath: server.key, toPath: home.folder.file("home/.ssh/id_ed25519"))
            let result = try await home.get(
                "-n", "8", "--limit", "512K", server.url("file.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(server.logins >= 8)
        }
    }

    @Test(arguments: [SIGKILL, SIGINT], [false, true])
    func `an interrupted download resumes, and a changed file is never mixed`(
        _ signal: Int32, _ isChanged: Bool
    ) async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            var body = Body.pattern(16 << 20, seed: 1)
            try body.write(toFile: server.path("file.bin"))
            try age(server.path("file.bin"), seconds: 3_600)
            let home = try knowing(server)
            let first = try get(home, server, "--limit", "256K")
            try await waitForBytes(home.path("file.bin.part"), at: 64 << 10, of: first)
            first.signal(signal)
            _ = try await first.result()
            #expect(home.unfinished == ["file.bin.part"])
            if isChanged {
                body = Body.pattern(16 << 20, seed: 2)
                try body.write(toFile: server.path("file.bin"))
            }
            let second = try await get(home, server).result()
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(home.finished == ["file.bin"])
            #expect(home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `downloads resume after the server is killed and restarted`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(6 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try knowing(server)
            let program = try get(home, server, "--limit", "512K", "--retries", "100")
            try await waitForBytes(home.path("file.bin.part"), of: program)
            try await server.kill()
            try await server.restart()
            let result = try await program.result()
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `a server that drops pending logins is tolerated`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd("MaxStartups 2")
            let body = Body.pattern(8 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try knowing(server)
            let result = try await get(home, server).result()
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `an unknown host key is refused with its fingerprint, and can be passed`()
        async throws
    {
        try await Turns.shared.take {
            let server = try await Sshd()
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let unknown = try await get(home, server).result()
            #expect(unknown.exitCode == 1)
            for text in [server.fingerprint, "--host-key", "known_hosts"] {
                #expect(unknown.errors.contains(text), "\(unknown.errors)")
            }
            #expect(server.logins == 0)
            let other = "SHA256:" + String(repeating: "A", count: 43)
            let wrong = try await get(home, server, "--host-key", other).result()
            #expect(wrong.exitCode == 1 && server.logins == 0, "\(wrong.errors)")
            let nonsense = try await get(home, server, "--host-key", "SHA256:abc").result()
            #expect(nonsense.exitCode == 64, "\(nonsense.errors)")
            let right = try await get(home, server, "--host-key", server.fingerprint).result()
            #expect(right.exitCode == 0, "\(right.errors)")
            let insecure = try await get(home, server, "--insecure").result()
            #expect(insecure.exitCode == 0, "\(insecure.errors)")
            #expect(home.finished == ["file (1).bin", "file.bin"])
        }
    }

    @Test func `a changed host key is refused`() async throws {
        try await Turns.shared.take {
            let server = try await Sshd()
            let other = try await Sshd()
            try Body.pattern(1_000).write(toFile: server.path("file.bin"))
            let home = try Home()
            try home.know(
                other.knownHosts.replacing(":\(other.port) ", with: ":\(server.port) "))
            let result = try await get(home, server).result()
            #expect(result.exitCode == 1 && server.logins == 0)
            #expect(result.errors.contains("differs from ~/.ssh/known_hosts"), "\(result.errors)")
        }
    }

    @Test func `a refused login and a missing file are reported once`()
        async throws
    {
        try await Turns.shared.take {
            let server = try await Sshd("PasswordAuthentication yes")
            let home = try knowing(server)
            let wrong = try await home.get(server.url("file.bin", user: "nobody:wrong"))
            #expect(wrong.exitCode == 1)
            #expect(wrong.errors.contains("--key"), "\(wrong.errors)")
            #expect(!wrong.errors.contains("nobody"))
            let missing = try await get(home, server).result()
            #expect(missing.exitCode == 1)
            #expect(missing.errors.contains("file not found"), "\(missing.errors)")
            #expect(server.logins == 1)
        }
    }

    // MARK: Shared

    private func knowing(_ server: Sshd) throws -> Home { try Home(knowing: server) }

    private func get(_ home: Home, _ server: Sshd, _ options: String...) throws -> Program {
        try Program(
            [Program.pdlTUI, "get", "-n", "8", "--key", server.key] + options
                + [server.url("file.bin")], environment: home.environment,
            directory: home.downloads)
    }
}

extension Home {
    /// A home whose user knows a server.
    init(knowing server: Sshd) throws {
        try self.init()
        try know(server.knownHosts)
    }

    /// Writes the known hosts.
    ///
    /// - Returns: The path of the file.
    @discardableResult
    func know(_ line: String) throws -> String {
        _ = try folder.folder("home/.ssh")
        return try write(".ssh/known_hosts", line)
    }
}
