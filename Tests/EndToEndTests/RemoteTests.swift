import FaultOrigin
import Foundation
import Harness
import Testing

/// The aria2-compatible RPC of the daemon and of the interface.
@Suite struct `The RPC` {
    private static let page = "<html><title>a web interface</title>"

    /// A home whose configuration switches the RPC on, with a web interface.
    private func home(_ port: Int) throws -> Home {
        let home = try Home()
        let folder = try home.folder.folder("config/pdl-tui")
        let site = try home.folder.folder("home/site")
        try Self.page.write(toFile: site + "/index.html", atomically: true, encoding: .utf8)
        try configure(port, folder)
        return home
    }

    private func configure(_ port: Int, _ folder: String) throws {
        try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\nweb-ui = \"~/site\"\n"
            .write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
    }

    /// Requests a path and returns the body and, on a line of its own, the status.
    private func request(_ port: Int, _ path: String, _ options: String...) async throws -> String {
        try await Program.run(
            ["curl", "-s", "--noproxy", "*", "-w", "\n%{http_code}"] + options
                + ["http://127.0.0.1:\(port)\(path)"]
        ).output
    }

    private func command(_ words: String..., home: Home) async throws -> Program.Result {
        try await Program.run(
            [Program.pdlTUI] + words, environment: home.environment, directory: home.downloads)
    }

    @Test func `The daemon listens, reads changed settings on SIGHUP and ends`() async throws {
        try await Turns.shared.take {
            let (port, next) = (try Port.free(), try Port.free())
            let home = try home(port)
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "the RPC") { Port.isOpen(port) }
            #expect(try await request(port, "/") == Self.page + "\n200")
            #expect(try await request(port, "/rpc").hasSuffix("\n404"))
            let foreign = try await request(
                port, "/jsonrpc", "-H", "Origin: https://evil.example", "-d", "{}")
            #expect(foreign.hasSuffix("\n403"))
            let log = home.folder.file("state/pdl-tui/pdl-tui.log")
            var text = ""
            try await wait(for: "the refusal in the log", state: { text }) {
                text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                return text.contains("RPC: refused a request (Origin https://evil.example")
            }
            let secret = home.folder.file("state/pdl-tui/rpc-secret")
            let config = try await command("config", home: home)
            #expect(config.output.contains("# RPC: http://127.0.0.1:\(port)/jsonrpc\n"))
            #expect(
                !config.output.contains(
                    try String(contentsOfFile: secret, encoding: .utf8).prefix(64)))
            try configure(next, home.folder.file("config/pdl-tui"))
            daemon.signal(SIGHUP)
            try await wait(for: "the other port") { Port.isOpen(next) && !Port.isOpen(port) }
            _ = try await command("stop", home: home)
            #expect(try await daemon.result().exitCode == 0)
            #expect(!Port.isOpen(next))
        }
    }

    @Test func `The interface listens, hands over to the daemon, and the header says so`()
        async throws
    {
        try await Turns.shared.take {
            let port = try Port.free()
            let home = try home(port)
            let interface = try await Interface([], home: home, columns: 120)
            try await interface.terminal.wait(forText: "RPC 127.0.0.1:\(port)")
            #expect(try await request(port, "/") == Self.page + "\n200")
            try await interface.terminal.press("D")
            #expect(try await interface.terminal.exitCode() == 0)
            try await wait(for: "the RPC of the daemon") { Port.isOpen(port) }
            let second = try await Interface([], home: home)
            try await second.terminal.wait(forText: "RPC")
            #expect(try await second.quit() == 0)
            _ = try await command("stop", home: home)
            try await wait(for: "the closed port") { !Port.isOpen(port) }
        }
    }

    @Test func `A taken port is reported, and downloads run`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(1 << 20)
            let origin = try await FaultOrigin.start(body: body)
            // The origin's own port is taken.
            let port = try #require(URL(string: origin.url())?.port)
            let home = try home(port)
            let interface = try await Interface([origin.url()], home: home)
            try await interface.terminal.wait(forText: "RPC off")
            try await interface.wait(forFile: "file.bin")
            #expect(try await interface.quit() == 0)
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "the message") { daemon.errors.contains("another program uses") }
            _ = try await command("stop", home: home)
            #expect(try await daemon.result().exitCode == 0)
            try await origin.stop()
        }
    }

    @Test func `get runs no RPC`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(1 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            origin.hold(after: 256 << 10)
            let port = try Port.free()
            let home = try home(port)
            let get = try Program(
                [Program.pdlTUI, "get", "-n", "1", origin.url()], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "the part file") { !home.unfinished.isEmpty }
            #expect(!Port.isOpen(port))
            let threads = try FileManager.default.contentsOfDirectory(
                atPath: "/proc/\(get.processID)/task")
            let names = threads.compactMap {
                try? String(
                    contentsOfFile: "/proc/\(get.processID)/task/\($0)/comm", encoding: .utf8)
            }
            #expect(!names.isEmpty)
            #expect(!names.contains { $0.hasPrefix("NIO") }, "\(names)")
            origin.hurry()
            #expect(try await get.result().exitCode == 0)
            #expect(
                !FileManager.default.fileExists(
                    atPath: home.folder.file("state/pdl-tui/rpc-secret")))
            try await origin.stop()
        }
    }

    @Test func `A command copied as cURL is added from a pipe`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(1 << 20)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let program = try Program(
                [Program.pdlTUI, "add", "--curl", "-"], environment: home.environment,
                directory: home.downloads,
                input: "curl '\(origin.url())' \\\n  -H 'Cookie: id=7' -H 'X-Own: 1' --compressed\n"
            )
            let result = try await program.result()
            #expect(result.exitCode == 0, "\(result.errors)")
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            let request = try #require(origin.log.first?.request)
            #expect(request.field("cookie") == "id=7")
            #expect(request.field("x-own") == "1")
            let several = try await Program.run(
                [Program.pdlTUI, "add", "--curl", "-"], environment: home.environment,
                directory: home.downloads,
                input: "curl '\(origin.url("/b.bin"))' -H 'X-Own: 2' ;\n"
                    + "curl '\(origin.url("/c.bin"))' -H 'X-Own: 3' | tar x\n")
            #expect(several.exitCode == 0)
            #expect(several.errors == "pdl-tui: --curl -: | tar is ignored\n")
            try await wait(for: "all files") { home.finished == ["b.bin", "c.bin", "file.bin"] }
            #expect(Set(origin.values(of: "x-own")) == ["1", "2", "3"])
            for words in [["add", "--curl", "-", "https://a.example"], ["add"]] {
                let wrong = try await Program.run(
                    [Program.pdlTUI] + words, environment: home.environment)
                #expect(wrong.exitCode == 64)
            }
            _ = try await command("stop", home: home)
            try await origin.stop()
        }
    }
}
