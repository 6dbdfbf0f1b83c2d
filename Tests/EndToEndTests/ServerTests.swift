import FaultOrigin
import Foundation
import Harness
import Testing

/// Widely used servers, each with its own interpretation of the RFCs.
@Suite struct `Real servers` {
    @Test(arguments: WebServer.Kind.allCases, [0, 1, 3_000_001])
    func `a file is correct with one fragment and with many`(
        _ kind: WebServer.Kind, _ size: Int64
    ) async throws {
        try await Turns.shared.take {
            let server = try await WebServer(kind)
            let body = Body.pattern(size)
            try body.write(toFile: server.path("file.bin"))
            for count in ["1", "8", "auto"] {
                let home = try Home()
                let result = try await home.get("-n", count, server.url("file.bin"))
                #expect(result.exitCode == 0, "-n \(count): \(result.errors)")
                #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("file.bin")), "-n \(count)")
            }
            try await server.stop()
        }
    }

    @Test(arguments: WebServer.Kind.allCases)
    func `an interrupted download resumes, and a changed file is never mixed`(
        _ kind: WebServer.Kind
    ) async throws {
        try await Turns.shared.take {
            let server = try await WebServer(kind)
            let old = Body.pattern(6 << 20, seed: 1)
            try old.write(toFile: server.path("file.bin"))
            // Validators by date are strong only when the date is old (RFC 9110 section 8.8.2.2).
            try age(server.path("file.bin"), seconds: 3_600)
            for isChanged in [false, true] {
                let home = try Home()
                let command = [
                    Program.pdlTUI, "get", "-n", "4", "--limit", "128K", server.url("file.bin"),
                ]
                let first = try Program(
                    command, environment: home.environment, directory: home.downloads)
                try await waitForBytes(home.path("file.bin.part"), at: 64 << 10, of: first)
                first.signal(SIGINT)
                #expect(try await first.result().exitCode == 75)
                let body = isChanged ? Body.pattern(6 << 20, seed: 2) : old
                if isChanged {
                    try body.write(toFile: server.path("file.bin"))
                    try age(server.path("file.bin"), seconds: 1_800)
                }
                let second = try await home.get("-n", "4", server.url("file.bin"))
                #expect(second.exitCode == 0, "\(second.errors)")
                #expect(home.finished == ["file.bin"])
                // The old file is of no use any more: it is overwritten.
                #expect(home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("file.bin")), "changed: \(isChanged)")
            }
            try await server.stop()
        }
    }
}
