import FaultOrigin

/// The interface running in a terminal, operated as by a user.
package struct Interface: Sendable {
    /// The terminal.
    package let terminal: TerminalSession
    /// The home it uses.
    package let home: Home

    /// Starts `pdl-tui`, or another build of it, with these arguments.
    package init(
        _ arguments: [String], home: Home, columns: Int = 100, rows: Int = 40,
        program: String = Program.pdlTUI
    ) async throws {
        self.home = home
        terminal = try await TerminalSession(
            [program] + arguments, columns: columns, rows: rows,
            environment: home.environment, directory: home.downloads)
    }

    /// Waits until a download has finished under this name.
    ///
    /// - Throws: `NotInTime` with the last screen.
    package func wait(forFile name: String, seconds: Double = patience) async throws {
        try await terminal.wait(for: "finished \(name)", seconds: seconds) { _ in
            home.finished.contains(name)
        }
    }

    /// Waits until the bars of `count` fragments show bytes.
    @discardableResult
    package func wait(forBars count: Int) async throws -> Screen {
        try await terminal.wait(for: "\(count) bars") { screen in
            screen.percents.values.count { $0 > 0 } >= count
        }
    }

    /// Waits until the bars of `count` fragments have advanced after `step`.
    ///
    /// For an origin that holds its responses, `step` lets them advance.
    @discardableResult
    package func wait(forMovingBars count: Int, after step: () -> Void) async throws -> Screen {
        let before = try await wait(forBars: count).percents
        step()
        return try await terminal.wait(for: "\(count) moving bars") { screen in
            screen.percents.count { $0.value > before[$0.key, default: 0] } >= count
        }
    }

    /// Waits until the bars of `count` fragments have advanced.
    @discardableResult
    package func wait(forMovingBars count: Int, seconds: Double = patience) async throws -> Screen {
        let before = try await terminal.screen().percents
        return try await terminal.wait(for: "\(count) moving bars", seconds: seconds) { screen in
            screen.percents.count { $0.value > before[$0.key, default: 0] } >= count
        }
    }

    /// Quits, confirms if asked, and returns the exit code.
    package func quit() async throws -> Int {
        try await terminal.press("q")
        try await terminal.wait(for: "question or end") { screen in
            screen.contains("Quit?") || screen.contains("exit code ")
        }
        if try await terminal.screen().contains("Quit?") { try await terminal.press("y") }
        return try await terminal.exitCode()
    }
}

extension Screen {
    /// The percentage of each fragment, by its number.
    package var percents: [Int: Int] {
        Dictionary(fragments.map { ($0.number, $0.percent ?? 0) }, uniquingKeysWith: max)
    }
}
