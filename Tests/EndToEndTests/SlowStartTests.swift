import FaultOrigin
import Foundation
import Harness
import Testing

extension QuietMachine {
    /// A start that waits for the disk, with a ledger that cannot be opened yet.
    @Suite struct `A slow start` {
        /// A home whose ledger another process is opening, until the result is closed.
        private func homeWithHeldLedger() throws -> (home: Home, lock: FileHandle) {
            let home = try Home()
            let path = try home.folder.folder("state/pdl-tui") + "/ledger.sqlite-opening"
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
                throw NotInTime("the ledger of a test cannot be locked")
            }
            return (home, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
        }

        @Test func `the screen is shown, and keys and signals end it`() async throws {
            try await Turns.shared.take {
                let ways: [(String, (PseudoTerminal) -> Void, Int32)] = [
                    ("q", { $0.type("q") }, 0), ("Ctrl-C", { $0.type("\u{3}") }, 0),
                    ("SIGTERM", { $0.signal(SIGTERM) }, 75), ("SIGINT", { $0.signal(SIGINT) }, 75),
                    ("SIGHUP", { $0.signal(SIGHUP) }, 75),
                ]
                // All start at once.
                let starts = try ways.map { way in
                    let (home, lock) = try homeWithHeldLedger()
                    let terminal = try PseudoTerminal(
                        [Program.pdlTUI], environment: home.environment)
                    return (way, terminal, terminal.modes, home, lock)
                }
                for ((_, end, _), terminal, _, _, _) in starts {
                    #expect(terminal.read(seconds: patience, until: "Loading the queue"))
                    end(terminal)
                }
                for ((name, _, code), terminal, before, _, lock) in starts {
                    #expect(terminal.exitCode() == code, "after \(name)")
                    #expect(terminal.modes == before, "after \(name)")
                    try lock.close()
                }
            }
        }

        @Test func `requests that were not carried out are reported`() async throws {
            try await Turns.shared.take {
                let (home, lock) = try homeWithHeldLedger()
                let terminal = try PseudoTerminal(
                    [Program.pdlTUI, "http://127.0.0.1:1/x"], environment: home.environment)
                #expect(terminal.read(seconds: patience, until: "Loading the queue"))
                terminal.type("q")
                #expect(terminal.read(seconds: patience, until: "nothing was added or changed"))
                #expect(terminal.exitCode() == 75)
                try lock.close()
            }
        }

        @Test func `downloads added meanwhile appear after the ledger has loaded`() async throws {
            try await Turns.shared.take {
                let body = Body.pattern(50_000)
                let origin = try await FaultOrigin.start(body: body)
                let (home, lock) = try homeWithHeldLedger()
                let interface = try await Interface([origin.url("/one.bin")], home: home)
                try await interface.terminal.wait(forText: "Loading the queue")
                try await interface.terminal.paste(origin.url("/two.bin") + "\n")
                try await interface.terminal.press("j", "p")
                try await interface.terminal.wait(forText: "the queue is loading")
                try lock.close()
                try await interface.wait(forFile: "one.bin")
                try await interface.wait(forFile: "two.bin")
                #expect(try body.isContent(ofFile: home.path("two.bin")))
                #expect(try await interface.quit() == 0)
                try await origin.stop()
            }
        }
    }
}
