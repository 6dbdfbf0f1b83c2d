import FaultOrigin
import Foundation
import Harness
import Testing

/// Options that limit traffic or give up.
@Suite struct `Limit options` {
    @Test(arguments: ["option", "variable", "host", "schedule"])
    func `a limit holds over time`(_ way: String) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(3 << 20)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let text =
                way == "host"
                ? "[host.\"127.0.0.1\"]\nlimit = \"1M\"\n"
                : "[[limit.schedule]]\nfrom = \"00:00\"\nto = \"00:00\"\nrate = \"1M\"\n"
            let config = try home.write("some.toml", text)
            let seconds = try await measured {
                let options =
                    switch way {
                    case "option": ["--limit", "1M"]
                    case "variable": [String]()
                    default: ["--config", config]
                    }
                let home = try Home()
                let result = try await home.get(
                    options + ["-n", "4", origin.url()],
                    environment: way == "variable" ? ["PDL_LIMIT": "1M"] : [:])
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                return result.seconds
            } until: {
                $0 < 8
            }
            // Three seconds by the rate; less with buffered bytes, more on a busy machine.
            #expect(seconds > 1.8 && seconds < 8, "\(seconds) s")
            try await origin.stop()
        }
    }

    @Test func `the numbers of downloads and connections per host are respected`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(500_000), .throttle(1 << 20))
            let urls = (1...4).map { origin.url("/\($0)") }
            func most(_ options: String..., isKept: (Int) -> Bool) async throws -> Int {
                try await measured {
                    let before = origin.log.count
                    let result = try await Home().get(options + urls)
                    #expect(result.exitCode == 0, "\(result.errors)")
                    return origin.log.dropFirst(before).map(\.request.answersUnderWay).max() ?? 0
                } until: {
                    isKept($0)
                }
            }
            let one = try await most("-j", "1", "-n", "1") { $0 == 1 }
            #expect(one == 1)
            // Of four starting downloads, the last may have one connection beyond the limit.
            let many = try await most("-j", "4", "-n", "8", "--per-host", "3") {
                (2...4).contains($0)
            }
            #expect((2...4).contains(many))
            try await origin.stop()
        }
    }

    @Test(arguments: [0, 2])
    func `the number of retries is respected`(_ retries: Int) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000), .status(500))
            let result = try await Home().get("--retries", "\(retries)", origin.url())
            #expect(result.exitCode == 1 && result.errors.contains("500"), "\(result.errors)")
            #expect((max(1, retries)...retries + 1).contains(origin.log.count), "\(origin.lines)")
            try await origin.stop()
        }
    }

    @Test func `a server that stalls is asked again after the timeout`() async throws {
        try await Turns.shared.take {
            let result = try await measured {
                let origin = try await FaultOrigin.start(
                    body: .pattern(300_000), .stall(after: 100_000))
                let result = try await Home().get(
                    "-n", "1", "--timeout", "1", "--retries", "0", origin.url())
                #expect(origin.log.count >= 3 || result.exitCode != 0, "\(origin.lines)")
                try await origin.stop()
                return result
            } until: {
                $0.exitCode == 0 && $0.seconds < 15
            }
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.seconds < 15, "\(result.seconds) s")
        }
    }
}
