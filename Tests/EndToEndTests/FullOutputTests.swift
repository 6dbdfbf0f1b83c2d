import FaultOrigin
import Harness
import Testing

/// Standard output that cannot be written.
@Suite struct `Full standard output` {
    private func run(_ line: String, _ home: Home, url: String = "") async throws -> Program.Result
    {
        try await Program.run(
            ["sh", "-c", line],
            environment: home.environment.merging(["PDL": Program.pdlTUI, "URL": url]) { $1 },
            directory: home.downloads)
    }

    @Test(arguments: [
        "completions bash", "config", "--help", "get --help", "help", "--version",
    ])
    func `a command whose output is incomplete fails`(_ arguments: String) async throws {
        let full = try await run("exec \"$PDL\" \(arguments) >/dev/full", try Home())
        #expect(full.exitCode == 1, "\(full.errors)")
        #expect(
            full.errors == "pdl-tui: cannot write to standard output: No space left on device\n")
        let closed = try await run(
            "{ \"$PDL\" \(arguments); echo $? >&2; } | true", try Home())
        #expect(closed.errors == "0\n")
    }

    @Test func `a download is completed and its exit code reports the output`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(100_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            for (number, options) in ["", "--json", "-q"].enumerated() {
                let result = try await run(
                    "exec \"$PDL\" get \(options) -o f\(number) \"$URL\" >/dev/full", home,
                    url: origin.url())
                #expect(result.exitCode == 1)
                #expect(
                    result.errors.hasSuffix(
                        "pdl-tui: cannot write to standard output: No space left on device\n"),
                    "\(result.errors)")
                #expect(try body.isContent(ofFile: home.path("f\(number)")))
            }
            let list = try await run("exec \"$PDL\" list --json >/dev/full", home)
            // There is nothing to write.
            #expect(list.exitCode == 0 && list.errors.isEmpty)
            try await origin.stop()
        }
    }
}
