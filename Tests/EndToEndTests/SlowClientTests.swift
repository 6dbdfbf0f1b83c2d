import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks

/// Clients of the RPC that take their time.
@Suite struct `Slow clients of the RPC` {
    @Test func `64 of them cost a download neither its bytes nor much memory`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(16 << 20)
            let origin = try await FaultOrigin.start(body: body)
            origin.hold(after: 1 << 20)
            let (home, port) = (try Home(), try Port.free())
            try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\n".write(
                toFile: try home.folder.folder("config/pdl-tui") + "/config.toml",
                atomically: true, encoding: .utf8)
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "the RPC", state: { daemon.errors }) { Port.isOpen(port) }
            let added = try await Program.run(
                [Program.pdlTUI, "add", origin.url()], environment: home.environment,
                directory: home.downloads)
            #expect(added.exitCode == 0, "\(added.errors)")
            try await wait(for: "the download") { !home.unfinished.isEmpty }
            let before = ProcessUse.peakKiB(of: daemon.processID)
            let clients = try (0..<64).map { try SlowClient(port, readsNothing: $0 % 2 == 0) }
            origin.release()
            try await wait(for: "the file") {
                for client in clients { client.drip() }
                return home.finished == ["file.bin"]
            }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            // The download itself needs blocks for its bytes.
            let growth = ProcessUse.peakKiB(of: daemon.processID) - before
            #expect(growth < 48 << 10, "\(growth) KiB")
            // One that has waited for long gives way to another client.
            let reply = try await Program.run([
                "curl", "-s", "--noproxy", "*", "-d", "{}", "http://127.0.0.1:\(port)/jsonrpc",
            ])
            #expect(reply.output.contains("Invalid Request"), "\(reply)")
            daemon.signal(SIGTERM)
            #expect(try await daemon.result().exitCode == 0)
            withExtendedLifetime(clients) {}
            try await origin.stop()
        }
    }
}
