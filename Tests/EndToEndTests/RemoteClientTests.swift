import Foundation
import Harness
import Testing

/// The RPC beside aria2's own, and with clients that were written for aria2.
@Suite struct `The RPC for clients of aria2` {
    private static let secret = "a secret of 26 characters."
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The folder with the programs of the clients, which `Resources/setup --tests` fills.
    private static let clients = root + "/.build/aria2-clients/bin"

    /// Starts the daemon with the RPC.
    private func daemon(_ home: Home, _ port: Int) async throws -> Program {
        let folder = try home.folder.folder("config/pdl-tui")
        try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\nsecret = \"\(Self.secret)\"\n"
            .write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
        let daemon = try Program(
            [Program.pdlTUI, "daemon"], environment: home.environment, directory: home.downloads)
        try await wait(for: "the RPC", state: { daemon.errors }) { Port.isOpen(port) }
        return daemon
    }

    private func url(_ port: Int) -> String { "http://127.0.0.1:\(port)/jsonrpc" }

    @Test func `Answers differ from aria2's only where they are meant to`() async throws {
        try await Turns.shared.take {
            let (home, port, theirs) = (try Home(), try Port.free(), try Port.free())
            let folder = try home.folder.folder("aria2")
            let aria2 = try Program(
                [
                    "aria2c", "--no-conf", "--enable-rpc", "--rpc-listen-port=\(theirs)",
                    "--rpc-secret=\(Self.secret)", "--dir=\(folder)", "--quiet",
                    "--disable-ipv6",
                ], environment: home.environment, directory: folder)
            let daemon = try await daemon(home, port)
            try await wait(for: "aria2c", state: { aria2.errors }) { Port.isOpen(theirs) }
            let result = try await Program.run(
                [
                    "python3", Self.root + "/Tests/Aria2/compare.py", url(theirs), url(port),
                    Self.secret, folder, home.downloads,
                ], environment: home.environment, seconds: scriptPatience)
            #expect(result.exitCode == 0, "\(result.errors)")
            aria2.signal(SIGTERM)
            daemon.signal(SIGTERM)
            _ = try await (aria2.result(), daemon.result())
            try compare(result.output)
        }
    }

    /// Compares with the recorded answers, and the differences with the architecture page.
    private func compare(_ output: String) throws {
        let path = Self.root + "/Tests/Aria2/answers.txt"
        if ProcessInfo.processInfo.environment["RECORD_FILES"] != nil {
            try output.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOfFile: path, encoding: .utf8)
        let lines = output.split(separator: "\n")
        for (number, line) in recorded.split(separator: "\n").enumerated() {
            try #require(
                number < lines.count && lines[number] == line,
                "RECORD_FILES=1 records other answers, if they are right: \(line)")
        }
        #expect(output == recorded)
        let page = try String(
            contentsOfFile: Self.root + "/Resources/ARCHITECTURE.md", encoding: .utf8)
        let differences = lines.drop { $0 != "Differences:" }.dropFirst()
        #expect(!differences.isEmpty)
        for line in differences { #expect(page.contains(line), "missing in ARCHITECTURE.md") }
    }

    @Test func `Clients written for aria2 do their job unchanged`() async throws {
        try await Turns.shared.take {
            let python = Self.clients + "/python"
            try #require(
                FileManager.default.isExecutableFile(atPath: python),
                "the clients are missing; run: Resources/setup --tests")
            let (home, port) = (try Home(), try Port.free())
            let daemon = try await daemon(home, port)
            let result = try await Program.run(
                [
                    python, Self.root + "/Tests/Aria2/clients.py", url(port), Self.secret,
                    home.downloads, Self.clients,
                ], environment: home.environment, seconds: scriptPatience)
            #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
            #expect(result.output == "aria2p\naioaria2\na2rpc\naria2tui\nuget\n")
            daemon.signal(SIGTERM)
            _ = try await daemon.result()
        }
    }
}
