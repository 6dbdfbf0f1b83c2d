import FaultOrigin
import Foundation
import Harness
import Testing

extension QuietMachine {
    /// Terminals and pipes that are not read, and every signal that ends a program.
    @Suite struct `An unread terminal` {
        /// The end of the sequence that restores a terminal: the alternate screen is left.
        private let back = "\u{1B}[?1049l"

        @Test(arguments: [false, true])
        func `a signal ends the interface, and the terminal is restored`(
            _ isStopped: Bool
        ) async throws {
            try await Turns.shared.take {
                let origin = try await FaultOrigin.start(
                    body: .pattern(32 << 20), .throttle(32 << 10))
                let seconds = try await measured {
                    let terminals = try [SIGTERM, SIGINT, SIGHUP].map { signal in
                        let home = try Home()
                        let terminal = try PseudoTerminal(
                            [Program.pdlTUI, "-n", "8", origin.url()],
                            environment: home.environment, columns: 200, rows: 60)
                        return (signal, terminal, terminal.modes, home)
                    }
                    for (_, terminal, _, _) in terminals {
                        #expect(terminal.read(seconds: patience, until: "file.bin"))
                        terminal.stop(isStopped)
                    }
                    // Each new size is a whole screen.
                    var rows = 60
                    try await wait(for: "terminals that take no more") {
                        rows = 119 - rows
                        for (_, terminal, _, _) in terminals {
                            terminal.resize(columns: 200, rows: rows)
                        }
                        return terminals.allSatisfy { $0.1.isFull }
                    }
                    return terminals.map { signal, terminal, before, _ in
                        terminal.signal(signal)
                        let start = ContinuousClock.now
                        #expect(terminal.exitCode() == 75, "after signal \(signal)")
                        let seconds = (ContinuousClock.now - start) / .seconds(1)
                        #expect(terminal.modes == before, "after signal \(signal)")
                        if !isStopped { #expect(terminal.read(seconds: patience, until: back)) }
                        return seconds
                    }
                } until: {
                    $0.allSatisfy { $0 < 3 }
                }
                #expect(seconds.allSatisfy { $0 < 3 }, "\(seconds) s")
                try await origin.stop()
            }
        }

        @Test func `any terminating signal restores the terminal`() async throws {
            try await Turns.shared.take {
                let ending =
                    [
                        SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGIO,
                        SIGPWR,
                    ]
                    + [SIGQUIT, SIGABRT, 16, 34, 50, 64]
                let before = try PseudoTerminal(columns: 100, rows: 30).modes
                // All start at once; each waits for its turn with a whole screen.
                let terminals = try ending.map { signal in
                    let home = try Home()
                    let terminal = try PseudoTerminal(
                        [Program.pdlTUI], environment: home.environment)
                    return (signal, terminal, home)
                }
                for (signal, terminal, _) in terminals {
                    #expect(terminal.read(seconds: patience, until: "quit"))
                    #expect(terminal.modes != before)
                    terminal.signal(signal)
                    #expect(terminal.exitCode() == -signal)
                    #expect(terminal.modes == before, "after signal \(signal)")
                    #expect(terminal.read(seconds: patience, until: back), "after signal \(signal)")
                }
            }
        }

        @Test(arguments: [SIGTTIN, SIGTTOU])
        func `a stop signal restores the terminal, and SIGCONT takes it again`(
            _ signal: Int32
        ) async throws {
            try await Turns.shared.take {
                let terminal = try PseudoTerminal([Program.pdlTUI], environment: Home().environment)
                let before = terminal.modes
                #expect(terminal.read(seconds: patience, until: "quit"))
                let modes = terminal.modes
                terminal.signal(signal)
                #expect(terminal.read(seconds: patience, until: back))
                try await wait(for: "its old modes") { terminal.modes == before }
                // Without a shell that controls jobs, the kernel does not stop the process. A SIGCONT
                // that comes before the process listens for it is lost.
                try await wait(for: "the screen") {
                    terminal.signal(SIGCONT)
                    return terminal.read(seconds: 1, until: "quit")
                }
                try await wait(for: "the modes of the screen") { terminal.modes == modes }
                terminal.type("q")
                #expect(terminal.exitCode() == 0)
            }
        }

        @Test func `an unterminated paste leaves the keys usable`() async throws {
            try await Turns.shared.take {
                let terminals = try ["\u{3}", "q"].map { key in
                    let home = try Home()
                    let terminal = try PseudoTerminal(
                        [Program.pdlTUI], environment: home.environment)
                    return (key, terminal, home)
                }
                for (_, terminal, _) in terminals {
                    #expect(terminal.read(seconds: patience, until: "paste"))
                    terminal.type("\u{1B}[200~https://example.org/")
                }
                // Longer than a pause within a paste.
                try await Task.sleep(for: .seconds(1.3))
                for (key, terminal, _) in terminals {
                    // To a program that stood still, the key belongs to the paste before it.
                    var code: Int32?
                    try await wait(for: "the end by \(key)") {
                        terminal.type(key)
                        terminal.read(seconds: 0.1)
                        code = terminal.exitCode(seconds: 2)
                        return code != nil
                    }
                    #expect(code == 0)
                }
            }
        }

        @Test func `one signal ends get although its output is not read`() async throws {
            try await Turns.shared.take {
                let origin = try await FaultOrigin.start(
                    body: .pattern(32 << 20), .throttle(32 << 10))
                // Both streams are one pipe that is full and has no reader but this shell.
                let script = """
                    mkfifo full; exec 8<>full
                    dd if=/dev/zero of=full bs=4096 count=16 2>/dev/null
                    exec "$@" >&8 2>&8
                    """
                let programs = try [["--json"], ["-v"], []].enumerated().map { number, options in
                    let home = try Home()
                    let urls = (0..<4).map { origin.url("/\(number)-\($0).bin") }
                    let program = try Program(
                        ["sh", "-c", script, "sh", Program.pdlTUI, "get"] + options + urls,
                        environment: home.environment, directory: home.downloads)
                    return (options, program, home)
                }
                try await wait(for: "bytes for all") {
                    Set(origin.log.map { $0.request.target.prefix(2) }).count == programs.count
                        && origin.bytesServed > 192 << 10
                }
                // A progress line is due by now; bytes stuck in the pipe cannot be seen from here.
                try await Task.sleep(for: .seconds(1.2))
                for (options, program, _) in programs {
                    program.signal(SIGTERM)
                    let result = try await program.result()
                    #expect(result.exitCode == 75 && !result.timedOut, "\(options)")
                }
                try await origin.stop()
            }
        }

        @Test func `one signal ends get on a terminal that is stopped`() async throws {
            try await Turns.shared.take {
                let origin = try await FaultOrigin.start(
                    body: .pattern(32 << 20), .throttle(32 << 10))
                let home = try Home()
                let terminal = try PseudoTerminal(
                    [Program.pdlTUI, "get", "-d", home.downloads, origin.url()],
                    environment: home.environment)
                #expect(terminal.read(seconds: patience, until: "file.bin"))
                terminal.stop(true)
                try await Task.sleep(for: .milliseconds(500))
                terminal.signal(SIGINT)
                #expect(terminal.exitCode() == 75)
                try await origin.stop()
            }
        }
    }
}
