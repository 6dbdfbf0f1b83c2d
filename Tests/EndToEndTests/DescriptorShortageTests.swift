import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks
@testable import EngineLink

/// An engine whose process has no file descriptors left.
@Suite struct `Too few file descriptors` {
    /// More than a process with `limit` descriptors can accept.
    private static let connections = 60
    private static let limit = 48

    /// Opens connections until `line` is in the log, and checks that the engine does not spin.
    private func exhaust<Connection>(
        _ daemon: Program, _ home: Home, until line: String, connect: () throws -> Connection
    ) async throws {
        let sockets = try (0..<Self.connections).map { _ in try connect() }
        let log = home.folder.file("state/pdl-tui/pdl-tui.log")
        func lines() -> Int {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return text.components(separatedBy: line).count - 1
        }
        try await wait(for: "a line in the log", state: { daemon.errors }) { lines() > 0 }
        let before = ProcessUse.seconds(of: daemon.processID)
        try await Task.sleep(for: .seconds(1.5))
        let used = ProcessUse.seconds(of: daemon.processID) - before
        #expect(used < 0.5, "\(used) s of processor time")
        #expect(lines() == 1)
        withExtendedLifetime(sockets) {}
    }

    private func daemon(_ home: Home) throws -> Program {
        try Program(
            ["/bin/sh", "-c", "ulimit -n \(Self.limit); exec \"$0\" daemon", Program.pdlTUI],
            environment: home.environment, directory: home.downloads)
    }

    private func command(_ words: String..., home: Home) async throws -> Program.Result {
        try await Program.run([Program.pdlTUI] + words, environment: home.environment)
    }

    @Test func `the socket of the engine waits until a connection closes`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let endpoint = Endpoint(folder: home.folder.file("runtime/pdl-tui"))
            let daemon = try daemon(home)
            func connection() throws -> SocketHandle? {
                let socket = try newSocket(blocking: true)
                return try endpoint.withAddress { connect(socket.number, $0, $1) } == 0
                    ? socket : nil
            }
            // The socket exists before it listens.
            try await wait(for: "a connection", state: { daemon.errors }) {
                try connection() != nil
            }
            try await exhaust(
                daemon, home,
                until: "cannot accept a connection of another pdl-tui: Too many open files"
            ) { try #require(try connection()) }
            let list = try await command("list", home: home)
            #expect(list.exitCode == 0, "\(list.errors)")
            let stop = try await command("stop", home: home)
            #expect(stop.exitCode == 0, "\(stop.errors)")
            _ = try await daemon.result()
        }
    }

    @Test func `the RPC waits until a connection closes`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let port = try Port.free()
            try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\n".write(
                toFile: try home.folder.folder("config/pdl-tui") + "/config.toml",
                atomically: true, encoding: .utf8)
            let daemon = try daemon(home)
            try await wait(for: "the RPC", state: { daemon.errors }) { Port.isOpen(port) }
            try await exhaust(
                daemon, home, until: "RPC: cannot accept a connection: Too many open files"
            ) { try SlowClient(port, readsNothing: false) }
            let reply = try await Program.run([
                "curl", "-s", "--noproxy", "*", "-d", "{}", "http://127.0.0.1:\(port)/jsonrpc",
            ])
            #expect(reply.output.contains("Invalid Request"), "\(reply)")
            _ = try await command("stop", home: home)
            _ = try await daemon.result()
        }
    }

    private func get(_ limit: Int, _ origin: FaultOrigin, _ home: Home) throws -> Program {
        try Program(
            [
                "/bin/sh", "-c", "ulimit -n \(limit); exec \"$0\" get -v -n 4 \"$1\"",
                Program.pdlTUI, origin.url(),
            ], environment: home.environment, directory: home.downloads)
    }

    @Test(arguments: [8, 10, 12, 13, 14, 15, 16, 17])
    func `a process that could not work says why and fails`(limit: Int) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let result = try await get(limit, origin, home).result()
            #expect(result.exitCode == 1, "\(result)")
            #expect(result.errors.contains("too many open files"), "\(result)")
            #expect(result.errors.contains("the limit is \(limit)"), "\(result)")
            #expect(home.finished.isEmpty && home.unfinished.isEmpty)
            try await origin.stop()
        }
    }

    @Test(arguments: [18, 24, 64])
    func `a process with the descriptors for one file fetches it`(limit: Int) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let result = try await get(limit, origin, home).result()
            #expect(result.exitCode == 0, "\(result)")
            #expect(home.finished == ["file.bin"])
            try await origin.stop()
        }
    }
}
