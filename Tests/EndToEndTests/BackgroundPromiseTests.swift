import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks

/// What moving to the background costs the download, except time, which `Benchmarks` measures.
@Suite struct `Moving to the background` {
    private static let fragments = 8

    @Test(arguments: HandOverCost.Way.allCases)
    func `costs a connection for each fragment, and no byte twice`(
        _ way: HandOverCost.Way
    ) async throws {
        try await Turns.shared.take {
            // Connections of a server that stood still are replaced once one of them is served.
            let found = try await measured {
                try await cost(of: way)
            } until: {
                $0.requests <= Self.fragments && $0.excess <= 0
            }
            #expect(found.requests <= Self.fragments)
            #expect(found.excess <= 0)
        }
    }

    private func cost(of way: HandOverCost.Way) async throws -> (requests: Int, excess: Int64) {
        let body = Body.pattern(32 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        origin.hold(eachAfter: 256 << 10)
        let home = try Home()
        let folder = try home.folder.folder("config/pdl-tui")
        try "on-hangup = \"background\"\n".write(
            toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
        let interface = try await Interface(
            ["-n", "\(Self.fragments)", origin.url()], home: home)
        try await interface.wait(forBars: Self.fragments)
        let before = origin.log.count
        try await leave(interface, way)
        let (first, second) = (
            try await Interface([], home: home), try await Interface([], home: home)
        )
        for (face, step) in [(first, 512 << 10), (second, 768 << 10)] {
            try await face.wait(forMovingBars: Self.fragments) {
                origin.hold(eachAfter: Int64(step))
            }
        }
        let requests = origin.log.count - before
        try await first.terminal.press("p")
        try await second.terminal.wait(forText: "paused")
        origin.hurry()
        try await second.terminal.press("p")
        try await second.wait(forFile: "file.bin")
        #expect(try body.isContent(ofFile: home.path("file.bin")))
        let stop = try await Program.run(
            [Program.pdlTUI, "stop"], environment: home.environment)
        #expect(stop.exitCode == 0, "\(stop.errors)")
        try await origin.stop()
        return (requests, origin.excess(over: body.count))
    }

    private func leave(_ interface: Interface, _ way: HandOverCost.Way) async throws {
        switch way {
        case .key:
            try await interface.terminal.press("D")
            #expect(try await interface.terminal.exitCode() == 0)
        case .hangUp:
            let program = try #require(try await interface.terminal.program())
            try await interface.terminal.close()
            try await wait(for: "the end of the interface") { kill(program, 0) != 0 }
        }
    }
}
