import FaultOrigin
import Foundation
import Harness
import Testing

/// FTP connections, and the paths to a server.
@Suite struct `FTP connections` {
    @Test func `a connection that ends its fragment serves no other login`() async throws {
        try await Turns.shared.take {
            // A late reply finds its connection given up, and the next fragment logs in. Each of
            // eight gaps would log in if no connection were used again.
            let commands = try await measured {
                try await commandsForEightHoles()
            } until: {
                transfers($0) >= 6 && logins($0) <= 3
            }
            #expect(transfers(commands) >= 6, "\(commands)")
            #expect(logins(commands) <= transfers(commands) - 3, "\(commands)")
        }
    }

    private func transfers(_ commands: [String]) -> Int {
        commands.count { $0.hasPrefix("RETR") }
    }

    private func logins(_ commands: [String]) -> Int {
        commands.count { $0.hasPrefix("USER") }
    }

    /// The commands when two connections resume a file with eight gaps.
    private func commandsForEightHoles() async throws -> [String] {
        let server = try await Vsftpd("anon_max_rate=50000")
        let body = Body.pattern(8 << 20)
        try body.write(toFile: server.path("file.bin"))
        let home = try Home()
        let first = try Program(
            [Program.pdlTUI, "get", "-n", "8", server.url("file.bin")],
            environment: home.environment, directory: home.downloads)
        try await wait(for: "eight islands", state: { first.errors }) {
            islands(home.path("file.bin.part")) >= 8
        }
        first.signal(SIGINT)
        _ = try await first.result()
        try await server.kill()
        try await server.restart("anon_max_rate=0")
        let before = server.commands.count
        let second = try await home.get("-n", "2", server.url("file.bin"))
        #expect(second.exitCode == 0, "\(second.errors)")
        #expect(try body.isContent(ofFile: home.path("file.bin")))
        return Array(server.commands[before...])
    }

    @Test func `a server without SIZE gives a single stream of unknown length`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("cmds_denied=SIZE", "anon_max_rate=4000000")
            let body = Body.pattern(3 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let result = try await home.get("-v", "-n", "8", server.url("file.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(server.commands.count { $0.hasPrefix("RETR") } == 1)
        }
    }

    @Test func `the screen reports a single stream for a server without SIZE`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("cmds_denied=SIZE", "anon_max_rate=50000")
            try Body.pattern(4 << 20).write(toFile: server.path("file.bin"))
            let interface = try await Interface([server.url("file.bin")], home: try Home())
            try await interface.terminal.press("2")
            try await interface.terminal.wait(
                forText: "not supported: the server does not announce the file's size")
            #expect(try await interface.quit() == 0)
        }
    }

    @Test func `fragments work over IPv6`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("anon_max_rate=300000", host: "[::1]")
            let body = Body.pattern(4 << 20)
            try body.write(toFile: server.path("file.bin"))
            let restarts = try await restarts(
                on: server, of: body, atLeast: 3, ["-n", "4", server.url("file.bin")])
            #expect(restarts >= 3)
            #expect(server.commands.count { $0.hasPrefix("EPSV") } >= 4)
        }
    }

    @Test(arguments: [true, false])
    func `a proxy tunnels it or translates it`(
        _ allowsTunnel: Bool
    ) async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("anon_max_rate=\(allowsTunnel ? 300_000 : 4_000_000)")
            let body = Body.pattern(4 << 20)
            try body.write(toFile: server.path("file.bin"))
            let squid = try await Daemon(
                ["squid", "-N", "-f", "CONF"],
                files: [
                    "conf": """
                    http_port 127.0.0.1:PORT
                    acl tunnel method CONNECT
                    \(allowsTunnel ? "" : "http_access deny tunnel")
                    http_access allow all
                    cache deny all
                    access_log stdio:FOLDER/access.log
                    cache_log /dev/null
                    pid_filename none
                    coredump_dir FOLDER
                    pinger_enable off

                    """
                ])
            let none = ["NO_PROXY": "", "no_proxy": ""]
            let proxy = ["-n", "4", "--proxy", "http://127.0.0.1:\(squid.port)"]
            let restarts = try await restarts(
                on: server, of: body, atLeast: allowsTunnel ? 3 : 0,
                proxy + [server.url("file.bin")], environment: none)
            if allowsTunnel {
                #expect(restarts >= 3, "\(server.commands)")
            } else {
                // Encrypted traffic is never visible to a proxy.
                let encrypted = try await Home().get(
                    proxy + ["--ftp-tls", "require", "--retries", "0", server.url("file.bin")],
                    environment: none)
                #expect(encrypted.exitCode == 1, "\(encrypted.errors)")
                #expect(encrypted.errors.contains("refused to connect"), "\(encrypted.errors)")
            }
            try await squid.stop()
        }
    }

    @Test func `keys pause and resume it`() async throws {
        try await Turns.shared.take {
            let server = try await Vsftpd("anon_max_rate=50000")
            let body = Body.pattern(16 << 20)
            try body.write(toFile: server.path("file.bin"))
            let home = try Home()
            let interface = try await Interface(["-n", "4", server.url("file.bin")], home: home)
            try await pauseAndGoOn(interface) {
                try await server.kill()
                try await server.restart("anon_max_rate=0")
            }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
        }
    }
}

/// Pauses a download by key when its bars move, checks that no more bytes arrive, and resumes it to
/// the end.
func pauseAndGoOn(
    _ interface: Interface, whilePaused: () async throws -> Void = {}
) async throws {
    try await interface.wait(forMovingBars: 2)
    try await interface.terminal.press("p")
    try await interface.terminal.wait(forText: "paused")
    try await whilePaused()
    let rest = try await interface.terminal.settledPicture()
    #expect(rest.contains("paused"))
    try await interface.terminal.press("p")
    try await interface.wait(forFile: "file.bin")
    #expect(try await interface.quit() == 0)
}

/// The number of written regions of a file, separated by unwritten ones.
private func islands(_ path: String) -> Int {
    guard let data = FileManager.default.contents(atPath: path) else { return 0 }
    // The last 64 KiB may be the footer.
    let zeros = Data(count: 4_096)
    let blocks = stride(from: 0, to: max(0, data.count - (64 << 10)), by: zeros.count).map {
        data[$0..<($0 + zeros.count)] != zeros
    }
    return zip([false] + blocks, blocks).count { !$0 && $1 }
}
