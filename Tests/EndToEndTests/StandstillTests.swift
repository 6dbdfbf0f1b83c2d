import FaultOrigin
import Foundation
import Harness
import Testing

extension QuietMachine {
    /// A process or a machine that stalls for a while.
    @Suite struct `A stalled process` {
        @Test func `connections that died meanwhile are replaced, and the file is correct`()
            async throws
        {
            try await Turns.shared.take {
                // The bytes buffered by four connections.
                let allowed: Int64 = 2 << 20
                let twice = try await measured {
                    let body = Body.pattern(32 << 20)
                    let origin = try await FaultOrigin.start(body: body, .throttle(256 << 10))
                    origin.hold(after: 2 << 20)
                    let home = try Home()
                    let program = try Program(
                        [Program.pdlTUI, "get", "-n", "4", origin.url()],
                        environment: home.environment,
                        directory: home.downloads)
                    try await wait(for: "some bytes", state: { program.errors }) {
                        origin.bytesServed > 1 << 20
                    }
                    program.signal(SIGSTOP)
                    origin.goDown()
                    try await wait(for: "the end of all connections") {
                        origin.openConnections == 0
                    }
                    origin.hurry()
                    origin.comeBack()
                    let requests = origin.log.count
                    program.signal(SIGCONT)
                    let result = try await program.result()
                    #expect(result.exitCode == 0, "\(result.errors)")
                    #expect(try body.isContent(ofFile: home.path("file.bin")))
                    #expect(origin.log.count > requests)
                    try await origin.stop()
                    return origin.bytesServed - body.count
                } until: {
                    $0 < allowed
                }
                #expect(twice < allowed)
            }
        }

        @Test func `connections that died silently meanwhile are replaced, too`() async throws {
            try await Turns.shared.take {
                // The bytes buffered by four connections.
                let allowed: Int64 = 2 << 20
                let twice = try await measured {
                    let body = Body.pattern(6 << 20)
                    let origin = try await FaultOrigin.start(body: body, .throttle(128 << 10))
                    origin.hold(after: 2 << 20)
                    let home = try Home()
                    let program = try Program(
                        [Program.pdlTUI, "get", "-n", "4", "--timeout", "4", origin.url()],
                        environment: home.environment, directory: home.downloads)
                    try await wait(for: "some bytes", state: { program.errors }) {
                        origin.bytesServed > 1 << 20
                    }
                    program.signal(SIGSTOP)
                    origin.fallSilent()
                    origin.misbehave(.throttle(4 << 20))
                    origin.release()
                    let dead = Set(
                        origin.log.compactMap { $0.ending == nil ? $0.request.connection : nil })
                    #expect(!dead.isEmpty)
                    program.signal(SIGCONT)
                    let result = try await program.result()
                    #expect(result.exitCode == 0, "\(result.errors)")
                    #expect(try body.isContent(ofFile: home.path("file.bin")))
                    #expect(origin.log.contains { !dead.contains($0.request.connection) })
                    try await origin.stop()
                    return origin.bytesServed - body.count
                } until: {
                    $0 < allowed
                }
                #expect(twice < allowed)
            }
        }
    }
}
