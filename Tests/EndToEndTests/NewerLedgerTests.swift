import FaultOrigin
import Foundation
import GRDB
import Harness
import Testing

@testable import DownloadEngine

/// A ledger that a newer version has written.
@Suite struct `A ledger of a newer version` {
    private static let words = "the ledger was written by a newer pdl-tui: "

    /// A home whose ledger has a migration that this version does not know.
    private func home() async throws -> (home: Home, folder: String) {
        let home = try Home()
        let folder = try home.folder.folder("state/pdl-tui")
        try await Ledger.open(path: folder + "/ledger.sqlite").ledger.close()
        let database = try DatabaseQueue(path: folder + "/ledger.sqlite")
        try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('z')") }
        try database.close()
        return (home, folder)
    }

    @Test func `every command but get refuses, names the ways out and changes nothing`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(3_000)
            let origin = try await FaultOrigin.start(body: body)
            let (home, folder) = try await home()
            let ledger = folder + "/ledger.sqlite"
            for command in [
                ["list"], ["list", "--json"], ["daemon"], ["add", origin.url("/added.bin")],
            ] {
                let result = try await Program.run(
                    [Program.pdlTUI] + command, environment: home.environment,
                    directory: home.downloads)
                #expect(result.exitCode == 1 && result.output.isEmpty, "\(command): \(result)")
                #expect(
                    result.errors.contains(
                        "\(Self.words)\(ledger); update pdl-tui, or move that file away"),
                    "\(command): \(result.errors)")
            }
            let terminal = try PseudoTerminal(
                [Program.pdlTUI, origin.url("/shown.bin")], environment: home.environment)
            let before = terminal.modes
            #expect(terminal.read(seconds: patience, until: Self.words))
            #expect(terminal.exitCode() == 1)
            #expect(terminal.modes == before)
            #expect(origin.log.isEmpty)
            let get = try await home.get(origin.url("/got.bin"))
            #expect(get.exitCode == 0 && home.finished == ["got.bin"], "\(get.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!names.contains { $0.contains("newer") || $0.contains("broken") })
            let database = try DatabaseQueue(path: ledger)
            let isKept = try await database.read {
                try Bool.fetchOne(
                    $0, sql: "SELECT count(*) = 1 FROM grdb_migrations WHERE identifier = 'z'")
            }
            #expect(isKept == true)
            try await origin.stop()
        }
    }

    @Test func `list reports a damaged ledger, and leaves it where it is`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let folder = try home.folder.folder("state/pdl-tui")
            try "no ledger".write(
                toFile: folder + "/ledger.sqlite", atomically: true, encoding: .utf8)
            let result = try await Program.run(
                [Program.pdlTUI, "list"], environment: home.environment)
            #expect(result.exitCode == 1)
            #expect(result.errors == "pdl-tui: the ledger was damaged: \(folder)/ledger.sqlite\n")
            let content = try String(contentsOfFile: folder + "/ledger.sqlite", encoding: .utf8)
            #expect(content == "no ledger")
        }
    }
}
