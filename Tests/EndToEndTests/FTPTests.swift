import FaultOrigin
import Foundation
import Harness
import Testing

/// FTP against a real vsftpd.
@Suite struct `FTP` {
    @Test(arguments: [0, 1, 3_000_001, 20 << 20] as [Int64])
    func `a file is correct with one fragment and with many`(_ size: Int64) async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            let body = Body.pattern(size)
            try body.write(toFile: server.path("a file #1?.bin"))
            for count in ["1", "8", "auto"] {
                let home = try Home()
                let result = try await home.get(
                    "-n", count, server.url("a%20file%20%231?.bin;type=i"))
                #expect(result.exitCode == 0, "-n \(count): \(result.errors)")
                #expect(home.finished == ["a file #1?.bin"] && home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("a file #1?.bin")), "-n \(count)")
            }
        }
    }

    @Test func `a checksum file beside it is found and read`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            try await Home().expectChecksums(at: server.path) { server.url($0) }
        }
    }

    @Test func `eight fragments are eight connections`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("anon_max_rate=200000")
            let body = Body.pattern(4 << 20)
            try body.write(toFile: server.path("file.bin"))
            let restarts = try await restarts(
                on: server, of: body, atLeast: 7, ["-n", "8", server.url("file.bin")])
            #expect(restarts >= 7)
        }
    }

    @Test func `a file in nested folders takes one CWD`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            let body = Body.pattern(1_000)
            try FileManager.default.createDirectory(
                atPath: server.path("a/b c/d"), withIntermediateDirectories: true)
            try body.write(toFile: server.path("a/b c/d/file.bin"))
            let home = try Home()
            let result = try await home.get(server.url("a/b%20c/d/file.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(server.commands.filter { $0.hasPrefix("CWD") } == ["CWD a/b c/d"])
        }
    }

    @Test(arguments: [SIGKILL, SIGINT])
    func `an interrupted download resumes`(_ signal: Int32) async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            let body = Body.pattern(8 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            try await interrupt(home, server.url("file.bin"), signal)
            let before = server.commands.count
            let second = try await home.get("-n", "8", server.url("file.bin"))
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(!server.commands[before...].contains("REST 0"), "the beginning again")
        }
    }

    @Test(arguments: [8 << 20, (8 << 20) + 5] as [Int64])
    func `a changed file is never mixed`(_ size: Int64) async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            try Body.pattern(8 << 20, seed: 1).write(toFile: server.path("file.bin"))
            try age(server.path("file.bin"), seconds: 3_600)
            let home = try Home()
            try await interrupt(home, server.url("file.bin"), SIGINT)
            let new = Body.pattern(size, seed: 2)
            try new.write(toFile: server.path("file.bin"))
            let second = try await home.get("-n", "8", server.url("file.bin"))
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try new.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `another file of the same length and date is detected by its bytes`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            try Body.pattern(8 << 20, seed: 1).write(toFile: server.path("file.bin"))
            try age(server.path("file.bin"), seconds: 3_600)
            let home = try Home()
            try await interrupt(home, server.url("file.bin"), SIGINT)
            let date = try FileManager.default.attributesOfItem(atPath: server.path("file.bin"))[
                .modificationDate]
            let new = Body.pattern(8 << 20, seed: 2)
            try new.write(toFile: server.path("file.bin"))
            try FileManager.default.setAttributes(
                [.modificationDate: try #require(date)], ofItemAtPath: server.path("file.bin"))
            let second = try await home.get("-n", "8", server.url("file.bin"))
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(try new.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `downloads resume after the server is killed and restarted`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("anon_max_rate=40000")
            let body = Body.pattern(8 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let program = try Program(
                [Program.pdlTUI, "get", "-n", "8", "--retries", "100", server.url("file.bin")],
                environment: home.environment, directory: home.downloads)
            try await waitForBytes(home.path("file.bin.part"), of: program)
            try await server.kill()
            try await server.restart("anon_max_rate=0")
            let result = try await program.result()
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }

    @Test func `a server that allows three connections gets no more`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("max_per_ip=3", "anon_max_rate=1000000")
            let body = Body.pattern(12 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let result = try await home.get("-v", "-n", "8", server.url("file.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(result.errors.contains("421"), "\(result.errors)")
        }
    }

    @Test func `a server without REST gives a single stream`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("cmds_denied=REST")
            let body = Body.pattern(3 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let result = try await home.get("-v", "-n", "8", server.url("file.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(server.commands.count { $0.hasPrefix("RETR") } == 1)
        }
    }

    @Test func `a login comes from the URL or netrc, and its refusal is explained`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd(password: "sesame@x")
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let wrong = try await home.get(server.url("file.bin", user: "ftp:wrong"))
            #expect(wrong.exitCode == 1)
            #expect(
                wrong.errors.contains("530") && wrong.errors.contains("--netrc"), "\(wrong.errors)")
            #expect(!wrong.errors.contains("wrong"))
            let right = try await home.get(server.url("file.bin", user: "ftp:sesame%40x"))
            #expect(right.exitCode == 0, "\(right.errors)")
            let path = try home.write(
                ".netrc", "machine 127.0.0.1 login ftp password sesame@x\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let netrc = try await home.get("--netrc", "-o", "b", server.url("file.bin"))
            #expect(netrc.exitCode == 0, "\(netrc.errors)")
            #expect(try body.isContent(ofFile: home.path("b")))
        }
    }

    @Test func `a missing file is reported`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            let home = try Home()
            let missing = try await home.get(server.url("missing.bin"))
            #expect(missing.exitCode == 1)
            #expect(missing.errors.contains("file not found"), "\(missing.errors)")
            #expect(server.commands.count { $0.hasPrefix("USER") } == 1, "tried once")
            for url in ["folder/", "", "a%0d%0aDELE%20x", "a;type=a"] {
                let result = try await home.get(server.url(url))
                #expect(result.exitCode == 64, "\(url): \(result.errors)")
            }
            #expect(server.commands.count { $0.hasPrefix("USER") } == 1)
        }
    }

    // The kernel makes these files as they are read, so their size is 0 to SIZE.
    @Test(arguments: ["ftp", "ftps"], ["version", "filesystems"])
    func `with TLS, too, a file ends where its transfer ends, whatever SIZE says`(
        _ scheme: String, _ name: String
    ) async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let options = scheme == "ftps" ? "implicit_ssl=YES" : "implicit_ssl=NO"
            let server = try await Vsftpd(options, certificates: certificates)
            try FileManager.default.createSymbolicLink(
                atPath: server.path(name), withDestinationPath: "/proc/" + name)
            let expected = try #require(FileManager.default.contents(atPath: "/proc/" + name))
            for count in ["1", "4"] {
                let home = try Home()
                let result = try await home.get(
                    "-n", count, "--cacert", certificates.authority, "--ftp-tls", "require",
                    server.url(name, scheme: scheme))
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(home.finished == [name] && home.unfinished.isEmpty)
                #expect(FileManager.default.contents(atPath: home.path(name)) == expected)
            }
            #expect(server.commands.contains("SIZE \(name)"))
        }
    }

    @Test(arguments: ["ftp", "ftps"])
    func `it is encrypted, by AUTH TLS or from the first byte`(
        _ scheme: String
    ) async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let server =
                scheme == "ftps"
                ? try await Vsftpd(
                    "anon_max_rate=1000000", "implicit_ssl=YES", certificates: certificates)
                : try await Vsftpd("anon_max_rate=1000000", certificates: certificates)
            let body = Body.pattern(4 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let url = server.url("file.bin", scheme: scheme)
            let stranger = try await home.get("--ftp-tls", "require", url)
            #expect(stranger.exitCode == 1, "an unknown authority")
            #expect(stranger.errors.contains("certificate"), "\(stranger.errors)")
            let options = ["--cacert", certificates.authority, "--ftp-tls", "require"]
            let restarts = try await restarts(
                on: server, of: body, atLeast: 3, ["-n", "8"] + options + [url])
            #expect(restarts >= 3)
            // The server waits for the reply to its close notification, or else ten seconds.
            let again = try await measured {
                try await Home().get(["-n", "8"] + options + [url]).seconds
            } until: {
                $0 < 9
            }
            #expect(again < 9, "\(again) s")
            #expect(server.commands.contains("RETR file.bin"))
            if scheme == "ftp" {
                let plain = try await home.get("--retries", "1", url)
                #expect(plain.exitCode == 1)
                #expect(plain.errors.contains("--ftp-tls"), "\(plain.errors)")
            }
        }
    }

    @Test func `a server without TLS is used by try and refused by require`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd()
            let body = Body.pattern(100_000)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let required = try await home.get("--ftp-tls", "require", server.url("file.bin"))
            #expect(required.exitCode == 1 && !server.commands.contains { $0.hasPrefix("USER") })
            let tried = try await home.get("--ftp-tls", "try", server.url("file.bin"))
            #expect(tried.exitCode == 0, "\(tried.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }

    // MARK: Shared

    private func interrupt(_ home: Home, _ url: String, _ signal: Int32) async throws {
        let program = try Program(
            [Program.pdlTUI, "get", "-n", "2", "--limit", "150K", url],
            environment: home.environment, directory: home.downloads)
        // Enough to be compared with those of the server.
        try await waitForBytes(home.path("file.bin.part"), at: 160 << 10, of: program)
        program.signal(signal)
        _ = try await program.result()
        #expect(home.unfinished == ["file.bin.part"])
    }
}

/// Waits until a part file has bytes at an offset: those of a pattern are not all zero.
func waitForBytes(_ path: String, at place: UInt64 = 0, of program: Program) async throws {
    try await wait(for: "a part file with bytes in it", state: { program.errors }) {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        try file.seek(toOffset: place)
        let head = (try? file.read(upToCount: 4_096)) ?? Data()
        return head.contains { $0 != 0 }
    }
}

/// Makes a file older.
func age(_ path: String, seconds: Double) throws {
    try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
}
