import FaultOrigin
import Foundation
import Harness
import Testing

/// Messages to the terminal and the desktop besides the screen.
@Suite struct `Messages to terminal and desktop` {
    private let file = Body.pattern(4 << 20)

    /// Fetches a file in a terminal that identifies itself as this one; returns every byte
    /// written there and the arguments of `notify-send`.
    private func run(
        _ configuration: String, in terminalProgram: String = "WezTerm",
        until isTold: (_ written: String, _ notices: String) -> Bool = { _, _ in true }
    ) async throws -> (written: String, notices: String) {
        let origin = try await FaultOrigin.start(body: file, .throttle(16 << 10))
        let home = try Home()
        let tools = try home.folder.folder("tools")
        let script = "#!/bin/sh\necho \"$@\" >>'\(home.folder.file("notices"))'\n"
        try script.write(toFile: tools + "/notify-send", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: tools + "/notify-send")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let settings = try home.write("some.toml", configuration)
        // A multiplexer hides its terminal, so the program sends it less.
        let terminal = try await TerminalSession(
            [
                "env", "-u", "TMUX", "TERM_PROGRAM=\(terminalProgram)", "TERM=xterm-256color",
                Program.pdlTUI, "--config", settings, "-n", "1", origin.url(),
            ],
            environment: home.environment.merging(
                ["PATH": tools + ":" + path, "DISPLAY": ":99"]) { $1 },
            directory: home.downloads)
        try await terminal.wait(forText: "file.bin")
        let record = try await terminal.record()
        origin.misbehave(.throttle(1 << 20))
        try await terminal.press("p")
        try await terminal.wait(forText: "paused")
        try await terminal.press("p")
        try await terminal.wait(for: "the end") { $0.contains("1 done") }
        // Quitting at once sends nothing more.
        let notices = home.folder.file("notices")
        let written = { try String(contentsOfFile: record, encoding: .utf8) }
        try await wait(for: "what is told", state: { text(notices) }) {
            isTold(try written(), text(notices))
        }
        try await terminal.press("q")
        _ = try await terminal.exitCode()
        try await origin.stop()
        // The shell prints the exit code after the program's last byte.
        try await wait(for: "the whole record") { try written().contains("exit code ") }
        return (try written(), notices)
    }

    private func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    @Test func `title, progress, bell and notification; the title is restored`() async throws {
        try await Turns.shared.take {
            let (written, notices) = try await run("") { written, _ in
                written.contains("\u{1B}]9;pdl-tui: ")
            }
            #expect(written.contains(/\u{1B}\]2;[^\u{7}]*\d+ ?%[^\u{7}]*\u{7}/), "\(written)")
            #expect(written.contains(/\u{1B}\]9;4;1;\d+\u{7}/))
            #expect(written.contains(/\u{7}\u{1B}\]9;pdl-tui: [^\u{7}]+\u{7}/))
            #expect(written.contains("\u{1B}]9;4;0;0\u{7}"))
            #expect(written.contains("\u{1B}[23;2t"))
            #expect(text(notices).isEmpty, "the terminal notifies, a second notice is one too many")
        }
    }

    @Test func `nothing is sent when switched off`() async throws {
        try await Turns.shared.take {
            let (written, notices) = try await run(
                "[screen]\ntitle = false\nbell = false\nnotify = false\n")
            #expect(!written.contains("\u{1B}]") && !written.contains("\u{7}"), "\(written)")
            #expect(text(notices).isEmpty)
        }
    }

    @Test func `the desktop shows notifications where the terminal cannot`() async throws {
        try await Turns.shared.take {
            let (written, _) = try await run("", in: "unheard-of") { _, notices in
                notices == "--app-name=pdl-tui pdl-tui Downloads: 1 done\n"
            }
            #expect(!written.contains("\u{1B}]9;4"), "some terminals show it as a text")
        }
    }
}
