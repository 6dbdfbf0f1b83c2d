import FaultOrigin
import Foundation
import Harness
import Testing

/// Lists without URLs, for every command that reads lists.
@Suite struct `Empty lists` {
    private static let words =
        "no URLs in this list; write one per line (lines that begin with # are comments)"

    @Test(arguments: [
        "get -i LIST", "get -i - <LIST", "true | PDL get -i -", "get -i - <&-", "get -q -i LIST",
        "get --json -i LIST", "add -i LIST", "true | PDL add -i -",
    ])
    func `a command with nothing to download fails and names the list`(
        _ command: String
    ) async throws {
        try await Turns.shared.take {
            let home = try Home()
            let list = try home.write("list.txt", "# none today\n\n")
            let line = (command.contains("PDL") ? command : "PDL \(command)")
                .replacing("PDL", with: "'\(Program.pdlTUI)'").replacing("LIST", with: list)
            let result = try await Program.run(
                ["sh", "-c", line], environment: home.environment, directory: home.downloads)
            #expect(result.exitCode == 64)
            let name = command.contains("-i LIST") ? list : "standard input"
            #expect(
                result.errors.hasPrefix("pdl-tui: \(name): \(Self.words)\n"), "\(result.errors)")
            #expect(result.output.isEmpty && home.finished.isEmpty)
        }
    }

    @Test func `other downloads continue, and the exit code tells`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let list = try home.write("list.txt", "")
            let result = try await home.get("-i", list, origin.url())
            #expect(result.exitCode == 1 && home.finished == ["file.bin"], "\(result.errors)")
            #expect(result.errors.contains("\(list): no URLs in this list"))
            try await origin.stop()
        }
    }

    @Test func `the interface does not open`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let interface = try await Interface(
                ["-i", try home.write("list.txt", "\n")], home: home)
            try await interface.terminal.wait(forText: "no URLs in this list")
            #expect(try await interface.terminal.exitCode() == 64)
        }
    }
}
