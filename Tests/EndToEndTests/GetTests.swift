import FaultOrigin
import Foundation
import Harness
import Testing

/// `pdl-tui get`: correct files, exit codes, paths on standard output.
@Suite struct `Get without the interface` {
    private static let sizes: [Int64] = [0, 1, 2, 1000, 1_048_575, 1_048_577, 64 << 20]

    @Test(arguments: sizes)
    func `a file from nginx is correct with any number of fragments`(_ size: Int64) async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx()
            let body = Body.pattern(size)
            try body.write(toFile: nginx.path("file.bin"))
            for count in [1, 3, 7, 16, 64] {
                let home = try Home()
                let result = try await get(home, "-n", "\(count)", nginx.url("file.bin"))
                #expect(result.exitCode == 0, "-n \(count): \(result.errors)")
                #expect(result.output == home.path("file.bin") + "\n")
                #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("file.bin")), "-n \(count)")
            }
        }
    }

    @Test func `all files are fetched and each path printed: exit code 0`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(200_000))
            let home = try Home()
            let result = try await get(home, origin.url("/a.bin"), origin.url("/b.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            let lines = Set(result.output.split(separator: "\n").map(String.init))
            #expect(lines == [home.path("a.bin"), home.path("b.bin")])
            try await origin.stop()
        }
    }

    @Test func `a login page in place of the rest is not saved: exit code 1`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(3 << 20)
            let origin = try await FaultOrigin.start(body: body)
            origin.misbehave(
                .when(.request(1), .cut(after: 2 << 20)),
                .when(
                    .afterRequest(1),
                    .response { _, response in
                        response.become(status: 200, text: "<html>Please log in</html>")
                        response.set("Content-Type", "text/html")
                    }))
            let home = try Home()
            for _ in 0..<2 {
                let result = try await get(home, "-n", "1", origin.url("/a.bin"))
                #expect(result.exitCode == 1)
                #expect(
                    result.errors.contains(
                        "the server sent a web page instead of the file (login or captive portal?)"
                    ))
                #expect(home.finished.isEmpty && home.unfinished == ["a.bin.part"])
            }
            origin.misbehave()
            let served = origin.bytesServed
            let result = try await get(home, "-n", "1", origin.url("/a.bin"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("a.bin")))
            #expect(origin.bytesServed - served < 2 << 20)
            try await origin.stop()
        }
    }

    @Test func `one of two fails: exit code 1 with the reason, the other is saved`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(200_000)
            let origin = try await FaultOrigin.start(
                body: body, .when(.path("/gone.bin"), .status(404)))
            let home = try Home()
            let result = try await get(home, origin.url("/gone.bin"), origin.url("/b.bin"))
            #expect(result.exitCode == 1)
            #expect(result.output == home.path("b.bin") + "\n")
            #expect(result.errors.contains("404"))
            #expect(home.finished == ["b.bin"])
            try await origin.stop()
        }
    }

    @Test(arguments: [
        ["get"], ["get", "-n", "0", "http://127.0.0.1/"], ["get", "-n", "65", "http://127.0.0.1/"],
        ["get", "--no-such-option", "http://127.0.0.1/"], ["get", "not a url"],
        ["get", "-o", "name", "http://127.0.0.1/a", "http://127.0.0.1/b"],
        ["get", "gopher://127.0.0.1/"], ["get", "file:///etc/hostname"],
    ])
    func `a usage error is exit code 64 and fetches nothing`(_ arguments: [String]) async throws {
        try await Turns.shared.take {
            let home = try Home()
            let result = try await Program.run(
                [Program.pdlTUI] + arguments, environment: home.environment,
                directory: home.downloads)
            #expect(result.exitCode == 64)
            #expect(!result.errors.isEmpty)
            #expect(home.finished.isEmpty && home.unfinished.isEmpty)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal is exit code 75, and the same command resumes`(_ signal: Int32) async throws {
        try await Turns.shared.take {
            let size: Int64 = 32 << 20
            // The bytes buffered by four lanes, and overlap checks of at most 64 KiB each.
            let allowed = size + 8 * 64 << 10
            let served = try await measured {
                let body = Body.pattern(size)
                let origin = try await FaultOrigin.start(body: body, .throttle(256 << 10))
                origin.hold(after: 3 << 20)
                let home = try Home()
                let command = [Program.pdlTUI, "get", "-n", "4", origin.url()]
                let first = try Program(
                    command, environment: home.environment, directory: home.downloads)
                try await wait(for: "two mebibytes", state: { first.errors }) {
                    origin.bytesServed > 2 << 20
                }
                first.signal(signal)
                let interrupted = try await first.result()
                #expect(interrupted.exitCode == 75, "\(interrupted.errors)")
                #expect(home.finished.isEmpty && home.unfinished == ["file.bin.part"])
                origin.hurry()
                let second = try await Program.run(
                    command, environment: home.environment, directory: home.downloads)
                #expect(second.exitCode == 0, "\(second.errors)")
                #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                try await origin.stop()
                return origin.bytesServed
            } until: {
                $0 <= allowed
            }
            #expect(served <= allowed)
        }
    }

    @Test func `a killed program loses almost nothing`() async throws {
        try await Turns.shared.take {
            let size: Int64 = 32 << 20
            let allowed = size + 3 << 20
            let served = try await measured {
                let body = Body.pattern(size)
                let origin = try await FaultOrigin.start(body: body, .throttle(256 << 10))
                let home = try Home()
                let command = [Program.pdlTUI, "get", "-n", "4", origin.url()]
                for mebibyte in 1...3 {
                    origin.hold(after: 2 << 20)
                    let program = try Program(
                        command, environment: home.environment, directory: home.downloads)
                    try await wait(for: "\(mebibyte) MiB", state: { program.errors }) {
                        origin.bytesServed > Int64(mebibyte) << 20
                    }
                    program.signal(SIGKILL)
                    _ = try await program.result()
                }
                origin.hurry()
                let result = try await Program.run(
                    command, environment: home.environment, directory: home.downloads)
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                try await origin.stop()
                return origin.bytesServed
            } until: {
                $0 <= allowed
            }
            #expect(served <= allowed)
        }
    }

    @Test func `two processes at one file: one correct file, the second reports why`() async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(512 << 10))
            origin.hold(after: 1 << 20)
            let home = try Home()
            let command = [Program.pdlTUI, "get", "-n", "4", origin.url()]
            let first = try Program(
                command, environment: home.environment, directory: home.downloads)
            try await wait(for: "first bytes") { origin.bytesServed > 500_000 }
            let two = try await Program.run(
                command, environment: home.environment, directory: home.downloads)
            #expect(two.exitCode == 1)
            #expect(two.errors.contains("file.bin.part is in use by another process"))
            origin.hurry()
            let one = try await first.result()
            #expect(one.exitCode == 0, "\(one.errors)")
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            try await origin.stop()
        }
    }

    @Test func `an existing file is never replaced`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(100_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            try "mine".write(toFile: home.path("file.bin"), atomically: true, encoding: .utf8)
            let result = try await get(home, origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try String(contentsOfFile: home.path("file.bin"), encoding: .utf8) == "mine")
            #expect(try body.isContent(ofFile: home.path("file (1).bin")))
            try await origin.stop()
        }
    }

    private func get(_ home: Home, _ arguments: String...) async throws -> Program.Result {
        try await Program.run(
            [Program.pdlTUI, "get"] + arguments, environment: home.environment,
            directory: home.downloads)
    }
}

extension FaultOrigin {
    /// Bytes served beyond the file's own and 64 KiB buffered for each broken response.
    func excess(over size: Int64) -> Int64 {
        bytesServed - size - Int64(log.count { $0.ending != .complete }) * 64 << 10
    }

    /// The log in readable form, for the message of a failed test.
    var lines: String { log.map(\.line).joined(separator: "\n") }
}
