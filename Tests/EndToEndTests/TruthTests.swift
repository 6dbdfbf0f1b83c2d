import Foundation
import Harness
import Testing

extension QuietMachine {
    /// The speed that the screen shows after a key, beside what the server or the limit allows.
    @Suite struct `The truth after a change` {
        /// A key, what is typed after it, and the speed in KiB/s that follows.
        private struct Step {
            var key: String
            var text: String?
            var speed: Double
        }

        /// Four connections of 512 KiB/s each, before.
        private static let changes = [
            [Step(key: "-", speed: 1536), Step(key: "=", text: "2", speed: 1024)],
            [
                Step(key: "L", text: "1M", speed: 1024), Step(key: "l", text: "500K", speed: 500),
                Step(key: "t", speed: 100),
            ],
        ]

        @Test func `fewer connections or a limit are the speed within three seconds`()
            async throws
        {
            try await Turns.shared.take {
                // They share the time, as each waits most of it.
                let late = try await withThrowingTaskGroup(of: [Double].self) { group in
                    for steps in Self.changes {
                        group.addTask {
                            try await measured {
                                try await secondsOfLies(steps)
                            } until: {
                                $0.allSatisfy { $0 <= 3 }
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(late.count == 5)
                #expect(late.allSatisfy { $0 <= 3 }, "\(late)")
            }
        }

        /// Returns after how many seconds the row is within 20 % of the truth and stays so, for each
        /// step.
        private func secondsOfLies(_ steps: [Step]) async throws -> [Double] {
            let nginx = try await Nginx(bytesPerSecond: 512 << 10)
            _ = FileManager.default.createFile(atPath: nginx.path("0.bin"), contents: nil)
            #expect(truncate(nginx.path("0.bin"), 1 << 30) == 0)
            let interface = try await Interface(["-n", "4", nginx.url("0.bin")], home: Home())
            let terminal = interface.terminal
            _ = try await untilTrue(2048, terminal)
            var late: [Double] = []
            for step in steps {
                try await terminal.press(step.key)
                if let text = step.text {
                    // What is there is replaced.
                    try await terminal.press("C-u")
                    try await terminal.type(text)
                    try await terminal.press("Enter")
                }
                late.append(try await untilTrue(step.speed, terminal))
            }
            #expect(try await interface.quit() == 0)
            return late
        }

        private func untilTrue(_ speed: Double, _ terminal: TerminalSession) async throws -> Double
        {
            let clock = ContinuousClock()
            let start = clock.now
            var since: ContinuousClock.Instant?
            try await terminal.wait(for: "\(speed) KiB/s") { screen in
                let shown = screen.rows.first { $0.contains("0.bin") }.flatMap(Self.speed)
                guard let shown, abs(shown - speed) <= 0.2 * speed else {
                    since = nil
                    return false
                }
                let first = since ?? clock.now
                since = first
                return clock.now - first > .seconds(1)
            }
            return ((since ?? clock.now) - start) / .seconds(1)
        }

        /// Returns the speed in a row, in KiB/s.
        private static func speed(_ row: String) -> Double? {
            guard let match = row.firstMatch(of: /([0-9.]+) ([KM]?i?B)\/s/),
                let number = Double(match.1)
            else { return nil }
            return number * (match.2 == "MiB" ? 1024 : match.2 == "KiB" ? 1 : 1.0 / 1024)
        }
    }
}

/// The interface in terminals of every usual size.
@Suite struct `Every size of a terminal` {
    @Test func `shows what fits, with a way to the help, and nothing is broken`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx(bytesPerSecond: 64 << 10)
            _ = FileManager.default.createFile(atPath: nginx.path("0.bin"), contents: nil)
            #expect(truncate(nginx.path("0.bin"), 64 << 20) == 0)
            let interface = try await Interface(
                ["-n", "8", nginx.url("0.bin"), nginx.url("missing")], home: Home())
            try await interface.wait(forMovingBars: 8)
            for (columns, rows) in [
                (40, 10), (60, 16), (80, 24), (100, 30), (160, 50), (200, 60), (132, 43), (24, 6),
            ] {
                try await interface.terminal.resize(columns: columns, rows: rows)
                let screen = try await interface.terminal.wait(for: "\(columns)x\(rows)") {
                    screen in
                    screen.rows.first?.contains("pdl-tui") ?? false
                        && screen.rows.count == rows
                        && (screen.rows.last?.contains("?") ?? false || columns < 40)
                }
                #expect(screen.rows.allSatisfy { $0.count <= columns })
                if columns >= 40 { #expect(screen.contains("0.bin"), "\(screen)") }
                if rows >= 24, columns < 200 { #expect(screen.fragments.count >= 8, "\(screen)") }
            }
            try await interface.terminal.resize(columns: 20, rows: 5)
            try await interface.terminal.wait(forText: "too small")
            try await interface.terminal.resize(columns: 100, rows: 30)
            try await interface.wait(forMovingBars: 1)
            #expect(try await interface.quit() == 0)
        }
    }
}
