import FaultOrigin
import Foundation
import Harness
import Testing

/// A state folder that cannot be written.
@Suite struct `A read-only state folder` {
    /// How the folder is made unusable.
    enum Way: String, CaseIterable {
        /// A read-only mount, which not even the superuser can write.
        case mount
        /// The same, over the queue of an earlier run.
        case mountOverQueue
        /// A file in place of the folder.
        case file

        var reason: String {
            self == .file ? "Not a directory" : "Read-only file system"
        }
    }

    /// Runs the program with its state folder made unusable.
    private func words(_ words: [String], _ way: Way, _ home: Home) throws -> [String] {
        let state = home.folder.file("state")
        guard way != .file else { return [Program.pdlTUI] + words }
        let script = "mount --bind -o ro \"$0\" \"$0\" && exec \"$@\""
        return ["unshare", "-m", "sh", "-c", script, state, Program.pdlTUI] + words
    }

    private func home(_ way: Way) async throws -> Home {
        let home = try Home()
        let state = home.folder.file("state")
        switch way {
        case .mount: break
        case .mountOverQueue:
            let daemon = try Program([Program.pdlTUI, "daemon"], environment: home.environment)
            try await wait(for: "a ledger") {
                FileManager.default.fileExists(
                    atPath: home.folder.file("runtime/pdl-tui/engine.sock"))
            }
            daemon.signal(SIGTERM)
            _ = try await daemon.result()
        case .file:
            try Data().write(to: URL(fileURLWithPath: state + "/pdl-tui"))
        }
        return home
    }

    @Test(.enabled(if: geteuid() == 0, "a read-only mount needs root"), arguments: Way.allCases)
    func `commands that need it say so, and the others work`(_ way: Way) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try await home(way)
            func run(_ command: String...) async throws -> Program.Result {
                try await Program.run(
                    try words(command, way, home), environment: home.environment,
                    directory: home.downloads)
            }
            for command in [["daemon"], ["add", origin.url("/added.bin")]] {
                let result = try await Program.run(
                    try words(command, way, home), environment: home.environment,
                    directory: home.downloads)
                #expect(result.exitCode == 1, "\(command): \(result.errors)")
                #expect(
                    result.errors.contains("the queue cannot be saved: \(way.reason)")
                        && result.errors.contains("XDG_STATE_HOME"), "\(command): \(result.errors)")
            }
            #expect(origin.log.isEmpty)
            let get = try await run("get", "-q", origin.url("/got.bin"))
            #expect(get.exitCode == 0 && get.errors.isEmpty, "\(get.errors)")
            #expect(try body.isContent(ofFile: home.path("got.bin")))
            // The interface runs, and says what is lost.
            let terminal = try PseudoTerminal(
                ["/usr/bin/env"] + words([origin.url("/shown.bin")], way, home),
                environment: home.environment)
            #expect(terminal.read(seconds: patience, until: "the queue cannot be saved"))
            terminal.signal(SIGTERM)
            #expect(terminal.exitCode() == 75)
            try await origin.stop()
        }
    }
}
