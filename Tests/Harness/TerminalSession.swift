import Foundation

/// A program in a real terminal (tmux, with a server of its own): keys in, screen out.
///
/// The program is started by a shell that says `exit code N` when it has ended and then shows the
/// terminal's settings, so that a test can see what it leaves behind.
package final class TerminalSession: Sendable {
    /// What a terminal is set to besides its text.
    package struct Modes: Sendable, Equatable {
        /// Whether the alternate screen is shown.
        package var isAlternate: Bool
        /// Whether the cursor is shown.
        package var showsCursor: Bool
        /// Whether mouse events are sent.
        package var hasMouse: Bool
        /// Whether the cursor keys send application sequences.
        package var hasApplicationKeys: Bool

        /// As a shell leaves a terminal.
        package static let plain = Modes(
            isAlternate: false, showsCursor: true, hasMouse: false, hasApplicationKeys: false)
    }

    private let folder: TemporaryFolder
    private let socket: String
    private let environment: [String: String]

    /// Starts a program in a terminal of this size.
    ///
    /// - Throws: `NotInTime` with what to install when tmux is missing.
    package init(
        _ command: [String], columns: Int = 100, rows: Int = 30, environment: [String: String],
        directory: String? = nil
    ) async throws {
        folder = try TemporaryFolder()
        socket = folder.file("tmux")
        self.environment = environment
        let settings = """
            set -g remain-on-exit on
            set -g status off
            set -s escape-time 0
            set -g default-terminal tmux-256color
            set -g history-limit 1000

            """
        try settings.write(toFile: folder.file("conf"), atomically: true, encoding: .utf8)
        let script = """
            stty -g >"$0/before" 2>&1; "$@"; code=$?; stty -g >"$0/after" 2>&1
            printf '\\r\\nexit code %s\\r\\n' "$code"; cat
            """
        try await tmux(
            ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
                + (directory.map { ["-c", $0] } ?? [])
                + ["--", "sh", "-c", script, folder.path] + command)
    }

    /// Ends the terminal and with it the program (by SIGHUP).
    deinit {
        try? Program(["tmux", "-S", socket, "kill-server"]).waitUntilEnd()
    }

    /// Ends the terminal: the program gets SIGHUP, as when a window is closed.
    package func close() async throws { try await tmux(["kill-server"]) }

    /// Presses keys, by tmux's names: `p`, `Enter`, `Escape`, `Down`, `C-c`.
    package func press(_ keys: String...) async throws {
        try await tmux(["send-keys", "-t", "0", "--"] + keys)
    }

    /// Types a text as it is.
    package func type(_ text: String) async throws {
        try await tmux(["send-keys", "-t", "0", "-l", "--", text])
    }

    /// Pastes a text, bracketed when the program asked for that.
    package func paste(_ text: String) async throws {
        try text.write(toFile: folder.file("paste"), atomically: true, encoding: .utf8)
        try await tmux(["load-buffer", folder.file("paste")])
        try await tmux(["paste-buffer", "-p", "-t", "0"])
    }

    /// Changes the terminal's size.
    package func resize(columns: Int, rows: Int) async throws {
        try await tmux(["resize-window", "-t", "0", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Changes the terminal's size to each of these, one right after the other.
    package func resize(through sizes: [(columns: Int, rows: Int)]) async throws {
        let commands = sizes.map { size in
            ["resize-window", "-t", "0", "-x", "\(size.columns)", "-y", "\(size.rows)"]
        }
        try await tmux(Array(commands.joined(separator: [";"])))
    }

    /// Clears the terminal behind the program's back.
    package func wipe() async throws { try await tmux(["send-keys", "-R", "-t", "0"]) }

    /// What stands on the screen now, with its colours.
    package func picture() async throws -> String {
        try await tmux(["capture-pane", "-e", "-p", "-t", "0"])
    }

    /// What stands on the screen with its colours, once it has been the same for some looks.
    package func settledPicture() async throws -> String {
        var last = ""
        var same = 0
        try await Harness.wait(for: "a screen at rest") {
            let now = try await self.picture()
            same = now == last ? same + 1 : 0
            last = now
            return same == 5
        }
        return last
    }

    /// What stands on the screen now.
    package func screen() async throws -> Screen {
        Screen(try await tmux(["capture-pane", "-p", "-t", "0"]))
    }

    /// What the terminal is set to now.
    package func modes() async throws -> Modes {
        let text = try await tmux([
            "display-message", "-p", "-t", "0",
            "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}",
        ])
        let flags = text.split(whereSeparator: \.isWhitespace).map { $0 == "1" }
        guard flags.count == 4 else { throw NotInTime("tmux says \(text)") }
        return Modes(
            isAlternate: flags[0], showsCursor: flags[1], hasMouse: flags[2],
            hasApplicationKeys: flags[3])
    }

    /// Waits until the terminal is set like this.
    package func wait(forModes wanted: Modes) async throws {
        var last: Modes?
        try await Harness.wait(
            for: "\(wanted)", state: { last.map { "\($0)" } ?? "" },
            until: {
                last = try await self.modes()
                return last == wanted
            })
    }

    /// Waits until the screen is as wanted and gives it.
    ///
    /// - Throws: `NotInTime` with the screen as it was instead.
    @discardableResult
    package func wait(
        for what: String, seconds: Double = patience, until condition: (Screen) -> Bool
    ) async throws -> Screen {
        var last = Screen("")
        try await Harness.wait(for: what, seconds: seconds, state: { last.description }) {
            last = try await self.screen()
            return condition(last)
        }
        return last
    }

    /// Waits until a text stands on the screen.
    @discardableResult
    package func wait(forText text: String, seconds: Double = patience) async throws -> Screen {
        try await wait(for: "\"\(text)\" on the screen", seconds: seconds) { $0.contains(text) }
    }

    /// Waits for the program's end and gives its exit code.
    package func exitCode(seconds: Double = patience) async throws -> Int {
        let screen = try await wait(forText: "exit code ", seconds: seconds)
        let row = screen.row(with: "exit code ") ?? ""
        guard let match = row.firstMatch(of: /exit code (\d+)/), let code = Int(match.1) else {
            throw NotInTime("no exit code in: \(row)")
        }
        return code
    }

    /// Records from now on every byte that the program writes to the terminal.
    ///
    /// - Returns: The path of the record.
    package func record() async throws -> String {
        let path = folder.file("record")
        try await tmux(["pipe-pane", "-t", "0", "exec cat >>'\(path)'"])
        try await Harness.wait(for: "a record") { FileManager.default.fileExists(atPath: path) }
        return path
    }

    /// Whether the terminal's line settings are as before the program; only after its end.
    package var hasOldSettings: Bool {
        let before = FileManager.default.contents(atPath: folder.file("before"))
        return before != nil && before == FileManager.default.contents(atPath: folder.file("after"))
    }

    /// The process that the shell runs; `nil` when it has ended.
    package func program() async throws -> Int32? {
        let shell = try await tmux(["display-message", "-p", "-t", "0", "#{pane_pid}"])
        let number = shell.trimmingCharacters(in: .whitespacesAndNewlines)
        let children = try String(
            contentsOfFile: "/proc/\(number)/task/\(number)/children", encoding: .utf8)
        return children.split(separator: " ").first.flatMap { Int32($0) }
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        let result = try await Program.run(
            ["tmux", "-S", socket, "-f", folder.file("conf")] + arguments,
            environment: environment.merging(["TMUX": ""]) { own, _ in own })
        guard result.exitCode == 0 else {
            throw NotInTime("tmux \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.output
    }
}
