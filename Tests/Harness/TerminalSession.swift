import Foundation

/// A program in a real terminal (tmux with its own server): keys in, screen out.
///
/// A shell starts the program. When it exits, the shell prints `exit code N` and records the
/// terminal settings, so that a test can see what the program leaves behind.
package final class TerminalSession: Sendable {
    /// The modes of a terminal.
    package struct Modes: Sendable, Equatable {
        /// Whether the alternate screen is active.
        package var isAlternate: Bool
        /// Whether the cursor is visible.
        package var showsCursor: Bool
        /// Whether mouse events are reported.
        package var hasMouse: Bool
        /// Whether the cursor keys send application sequences.
        package var hasApplicationKeys: Bool

        /// The modes of a terminal at a shell prompt.
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

    /// Kills the terminal and thereby the program (SIGHUP).
    deinit {
        try? Program(["tmux", "-S", socket, "kill-server"]).waitUntilEnd()
    }

    /// Closes the terminal: the program gets SIGHUP, as when a window is closed.
    package func close() async throws { try await tmux(["kill-server"]) }

    /// Presses keys by their tmux names: `p`, `Enter`, `Escape`, `Down`, `C-c`.
    package func press(_ keys: String...) async throws {
        try await tmux(["send-keys", "-t", "0", "--"] + keys)
    }

    /// Types text literally.
    package func type(_ text: String) async throws {
        try await tmux(["send-keys", "-t", "0", "-l", "--", text])
    }

    /// Pastes text, bracketed if the program has asked for it.
    package func paste(_ text: String) async throws {
        try text.write(toFile: folder.file("paste"), atomically: true, encoding: .utf8)
        try await tmux(["load-buffer", folder.file("paste")])
        try await tmux(["paste-buffer", "-p", "-t", "0"])
    }

    /// Resizes the terminal.
    package func resize(columns: Int, rows: Int) async throws {
        try await tmux(["resize-window", "-t", "0", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Resizes the terminal to each of these sizes in quick succession.
    package func resize(through sizes: [(columns: Int, rows: Int)]) async throws {
        let commands = sizes.map { size in
            ["resize-window", "-t", "0", "-x", "\(size.columns)", "-y", "\(size.rows)"]
        }
        try await tmux(Array(commands.joined(separator: [";"])))
    }

    /// Clears the terminal without the program's knowledge.
    package func wipe() async throws { try await tmux(["send-keys", "-R", "-t", "0"]) }

    /// Returns the current screen with colours.
    package func picture() async throws -> String {
        try await tmux(["capture-pane", "-e", "-p", "-t", "0"])
    }

    /// Returns the screen with colours once it has stopped changing.
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

    /// Returns the current screen.
    package func screen() async throws -> Screen {
        Screen(try await tmux(["capture-pane", "-p", "-t", "0"]))
    }

    /// Returns the scrollback and the current screen.
    package func history() async throws -> Screen {
        Screen(try await tmux(["capture-pane", "-p", "-S", "-", "-t", "0"]))
    }

    /// Returns the current modes of the terminal.
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

    /// Waits until the terminal has these modes.
    package func wait(forModes wanted: Modes) async throws {
        var last: Modes?
        try await Harness.wait(
            for: "\(wanted)", state: { last.map { "\($0)" } ?? "" },
            until: {
                last = try await self.modes()
                return last == wanted
            })
    }

    /// Waits until the screen meets a condition and returns it.
    ///
    /// - Throws: `NotInTime` with the last screen.
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

    /// Waits until a text appears on the screen.
    @discardableResult
    package func wait(forText text: String, seconds: Double = patience) async throws -> Screen {
        try await wait(for: "\"\(text)\" on the screen", seconds: seconds) { $0.contains(text) }
    }

    /// Waits until the program exits and returns its exit code.
    package func exitCode(seconds: Double = patience) async throws -> Int {
        let screen = try await wait(forText: "exit code ", seconds: seconds)
        let row = screen.row(with: "exit code ") ?? ""
        guard let match = row.firstMatch(of: /exit code (\d+)/), let code = Int(match.1) else {
            throw NotInTime("no exit code in: \(row)")
        }
        return code
    }

    /// Starts recording all bytes that the program writes to the terminal.
    ///
    /// - Returns: The path of the recording.
    package func record() async throws -> String {
        let path = folder.file("record")
        try await tmux(["pipe-pane", "-t", "0", "exec cat >>'\(path)'"])
        try await Harness.wait(for: "a record") { FileManager.default.fileExists(atPath: path) }
        return path
    }

    /// Whether the program restored the terminal settings; valid only after it has exited.
    package var hasOldSettings: Bool {
        let before = FileManager.default.contents(atPath: folder.file("before"))
        return before != nil && before == FileManager.default.contents(atPath: folder.file("after"))
    }

    /// Returns the ID of the program's process; `nil` if it has exited.
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
