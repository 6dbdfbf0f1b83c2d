import FaultOrigin
import Foundation
import Harness
import Testing

/// A process, or a machine, that stands still for a while.
@Suite struct `A standstill` {
    @Test func `connections that died meanwhile are renewed, and the file is right`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(6 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(128 << 10))
            let home = try Home()
            let program = try Program(
                [Program.pdlTUI, "get", "-n", "4", origin.url()], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "some bytes", state: { program.errors }) {
                origin.bytesServed > 1 << 20
            }
            program.signal(SIGSTOP)
            origin.goDown()
            try await wait(for: "the end of all connections") { origin.openConnections == 0 }
            origin.misbehave(.throttle(4 << 20))
            origin.comeBack()
            let requests = origin.log.count
            program.signal(SIGCONT)
            let result = try await program.result()
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(origin.log.count > requests)
            // What was in the sockets of four connections.
            #expect(origin.bytesServed < body.count + 2 << 20, "\(origin.lines)")
            try await origin.stop()
        }
    }
}
