import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks

extension QuietMachine {
    /// What moving to the background costs, in numbers.
    @Suite struct `Moving to the background` {
        /// The times of one move in seconds.
        private struct Times {
            /// Until the shell is back.
            var shell = 0.0
            /// Until a new terminal shows the download.
            var picture = 0.0
            /// Until a key in one terminal has its effect in another.
            var key = 0.0
        }

        private static let fragments = 8

        @Test(arguments: HandOverCost.Way.allCases)
        func `takes a moment, a connection for each fragment, and no byte twice`(
            _ way: HandOverCost.Way
        ) async throws {
            let times = try await measured {
                try await move(way)
            } until: {
                $0.shell < 1 && $0.picture < 0.5 && $0.key < 0.2
            }
            #expect(times.shell < 1)
            // A debug build takes longer than the tenth of a second of a release build.
            #expect(times.picture < 0.5)
            #expect(times.key < 0.2)
        }

        private func move(_ way: HandOverCost.Way) async throws -> Times {
            let body = Body.pattern(32 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            let home = try Home()
            let folder = try home.folder.folder("config/pdl-tui")
            try "on-hangup = \"background\"\n".write(
                toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
            let interface = try await Interface(
                ["-n", "\(Self.fragments)", origin.url()], home: home)
            try await interface.wait(forMovingBars: Self.fragments)
            let before = origin.log.count
            var times = Times()
            times.shell = try await leave(interface, way)
            let screen = try PseudoTerminal([Program.pdlTUI], environment: home.environment)
            times.picture = seconds { screen.read(seconds: 20, until: "file.bin") }
            let (first, second) = (
                try await Interface([], home: home), try await Interface([], home: home)
            )
            for face in [first, second] { try await face.wait(forMovingBars: Self.fragments) }
            #expect(origin.log.count - before <= Self.fragments, "\(origin.log.map(\.line))")
            let start = ContinuousClock.now
            try await first.terminal.press("p")
            try await second.terminal.wait(forText: "paused")
            times.key = (ContinuousClock.now - start) / .seconds(1)
            origin.hurry()
            try await second.terminal.press("p")
            try await second.wait(forFile: "file.bin")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            let stop = try await Program.run(
                [Program.pdlTUI, "stop"], environment: home.environment)
            #expect(stop.exitCode == 0, "\(stop.errors)")
            try await origin.stop()
            #expect(origin.excess(over: body.count) <= 0)
            withExtendedLifetime(screen) {}
            return times
        }

        /// Leaves the interface; returns the seconds until the shell is back.
        private func leave(_ interface: Interface, _ way: HandOverCost.Way) async throws -> Double {
            switch way {
            case .key:
                let start = ContinuousClock.now
                try await interface.terminal.press("D")
                #expect(try await interface.terminal.exitCode() == 0)
                return (ContinuousClock.now - start) / .seconds(1)
            case .hangUp:
                let program = try #require(try await interface.terminal.program())
                try await interface.terminal.close()
                try await wait(for: "the end of the interface") { kill(program, 0) != 0 }
                return 0
            }
        }

        private func seconds(_ body: () -> Void) -> Double {
            ContinuousClock().measure(body) / .seconds(1)
        }
    }
}
