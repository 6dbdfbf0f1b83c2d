import FaultOrigin
import Foundation
import Harness
import TerminalUI
import Testing

/// Every key of the table, pressed in a real terminal with a real engine behind it.
@Suite struct `The table of keys` {
    @Test func `every key does what the table says`() async throws {
        try await Turns.shared.take {
            let slow = try await FaultOrigin.start(
                body: .pattern(48 << 20), .when(.path("/gone.bin"), .status(404)),
                .throttle(32 << 10))
            let quick = try await FaultOrigin.start(body: .pattern(200_000))
            let urls =
                [slow.url("/gone.bin"), quick.url("/done.bin")]
                + ["alpha", "beta", "gamma"].map { slow.url("/\($0).bin") }
            let keys = KeyStory(try await Interface(["-n", "4", "-j", "4"] + urls, home: Home()))
            try await keys.wait("work under way") {
                $0.contains("1 failed · 3 active · 1 done")
                    && $0.queueRow("alpha").hasSuffix(" 4")
            }
            try await keys.move()
            try await keys.look()
            try await keys.change(newURL: slow.url("/alpha.bin?token=2"))
            try await keys.mark()
            try await keys.manage()
            let tries = { slow.log.count { $0.request.path == "/gone.bin" } }
            let before = tries()
            try await keys.press("g", "r")
            try await wait(for: "another try") { tries() > before }
            try await keys.leave()
            let table = Set(Keymap.default.bindings.flatMap(\.keys))
            #expect(table.subtracting(keys.pressed) == [], "not pressed")
            try await slow.stop()
            try await quick.stop()
        }
    }
}

/// Presses keys by their names in the table, and notes which.
private final class KeyStory {
    private let interface: Interface
    private(set) var pressed: Set<Key> = []

    init(_ interface: Interface) { self.interface = interface }

    func press(_ names: String...) async throws {
        for name in names {
            let key = try #require(Key(name), "\(name)")
            pressed.insert(key)
            try await interface.terminal.press(key.nameInTmux)
        }
    }

    func type(_ text: String) async throws { try await interface.terminal.type(text) }

    func wait(_ what: String, until condition: (Screen) -> Bool) async throws {
        try await interface.terminal.wait(for: what, until: condition)
    }

    private func press(_ name: String, selects file: String) async throws {
        try await press(name)
        try await wait("\(file) selected by \(name)") { $0.selectedRow.contains(file) }
    }

    private func press(_ name: String, shows text: String) async throws {
        try await press(name)
        try await wait("\"\(text)\" by \(name)") { $0.contains(text) }
    }

    /// Presses a key until its response is seen, which is shown for some seconds only.
    private func press(_ name: String, says text: String) async throws {
        var next = ContinuousClock.now
        try await Harness.wait(for: "\"\(text)\" by \(name)") {
            if ContinuousClock.now >= next {
                try await press(name)
                next = .now + .seconds(3)
            }
            return try await interface.terminal.screen().contains(text)
        }
    }

    func move() async throws {
        for (name, file) in [
            ("g", "gone"), ("j", "done"), ("↓", "alpha"), ("k", "done"), ("↑", "gone"),
            ("G", "gamma"), ("Home", "gone"), ("End", "gamma"), ("PgUp", "gone"),
            ("PgDn", "gamma"), ("Ctrl-B", "gone"), ("Ctrl-F", "gamma"), ("n", "gone"),
            ("G", "gamma"), ("N", "gone"),
        ] {
            try await press(name, selects: file)
        }
        try await press("j", selects: "done")
        try await press("j", selects: "alpha")
        for (into, back) in [("Tab", "Tab"), ("Enter", "Enter"), ("Tab", "Esc")] {
            try await press(into, shows: "Tab back")
            try await press(back)
            try await wait("the queue") { !$0.contains("Tab back") }
        }
        try await press("Tab", shows: "Tab back")
        try await press("r", says: "has not failed")
        try await press("Esc")
    }

    func look() async throws {
        for (name, text) in [
            ("2", "protocol"), ("3", "ranges supported"), ("4", " now"), ("1", "206"),
            ("[", "compared to the others"), ("]", "206"), ("←", "compared to the others"),
            ("→", "206"),
            ("5", "%"), ("1", "206"),
            ("?", "╭─ Commands"), ("Esc", "206"), ("F1", "╭─ Commands"), ("Esc", "206"),
            (":", "╭─ Commands"), ("Esc", "206"), ("Ctrl-P", "╭─ Commands"), ("Esc", "206"),
            ("H", "╭─ History"), ("Esc", "206"), (",", "╭─ Settings"), ("Esc", "206"),
            ("a", "╭─ Add a download"), ("Esc", "206"), ("e", "╭─ Edit"), ("Esc", "206"),
            ("Ctrl-L", "206"),
        ] {
            try await press(name, shows: text)
        }
        for (name, text) in [("y", "URL copied"), ("o", "file manager")] {
            try await press(name, says: text)
        }
        // An active download over plain HTTP has nothing to start, and no certificate to trust.
        try await press("S", "T")
        try await press("Ctrl-L", shows: "206")
        try await press("/", shows: "filter")
        try await type("BETA")
        try await wait("only beta") { !$0.contains("gamma.bin") && $0.contains("1 with") }
        try await press("Enter", "Esc")
        try await wait("all") { $0.contains("gamma.bin") }
        try await press("s", shows: "Sort by")
        try await press("n", shows: "Name↓")
        try await wait("alpha first") { $0.place("alpha") < $0.place("gone") }
        try await press("s", "q")
        try await wait("the queue's order") { $0.place("gone") < $0.place("alpha") }
        try await press("g", "j", "j")
        try await wait("alpha selected") { $0.selectedRow.contains("alpha") }
    }

    func change(newURL: String) async throws {
        try await press("p")
        try await wait("pause") { $0.queueRow("alpha").contains("paused") }
        try await press("Space")
        try await wait("resumed") { $0.queueRow("alpha").contains("/s") }
        try await press("P", shows: "3 paused")
        try await press("P")
        try await wait("all resumed") { $0.contains("3 active") }
        try await wait("four again") { $0.queueRow("alpha").hasSuffix(" 4") }
        try await press("+")
        try await wait("five") { $0.queueRow("alpha").hasSuffix(" 5") }
        try await press("-")
        try await wait("four") { $0.queueRow("alpha").hasSuffix(" 4") }
        try await press("=", shows: "1 to 64, or auto")
        try await type("6")
        try await press("Enter")
        try await wait("six") { $0.queueRow("alpha").hasSuffix(" 6") }
        try await press("l", shows: "empty: no limit")
        try await type("20K")
        try await press("Enter", "2")
        try await wait("its limit") { $0.row(with: "limit ")?.contains("20.0 KiB/s") ?? false }
        try await press("u", shows: "new URL")
        try await type(newURL)
        try await press("Enter")
        try await wait("the new URL") { $0.row(with: "URL   ")?.contains(newURL) ?? false }
        try await press("1", "L")
        try await wait("a question") { $0.contains("limit for all together") }
        try await type("100K")
        try await press("Enter", shows: "limit 100 KiB/s")
        try await press("L", "Ctrl-U", "Enter")
        try await wait("no limit") { !$0.contains("limit ") }
        try await press("t")
        try await wait("slow mode") { $0.contains("slow mode") }
        try await press("t")
        try await wait("full speed") { !$0.contains("slow mode") }
        try await press("R", says: "no question to answer")
    }

    func mark() async throws {
        func marked(_ count: Int) async throws {
            try await wait("\(count) marked") { screen in
                screen.rows.count { $0.contains("●") } == count
            }
        }
        try await press("m")
        try await marked(1)
        try await press("Space")
        try await marked(2)
        try await press("p")
        try await wait("both paused") {
            $0.queueRow("alpha").contains("paused") && $0.queueRow("beta").contains("paused")
        }
        try await press("p")
        try await wait("both resumed") { !$0.contains("paused") }
        try await press("Esc")
        try await marked(0)
        try await press("g", "v", "j", "j")
        try await marked(3)
        try await press("v", "Esc", "A")
        try await marked(5)
        try await press("A")
        try await marked(0)
    }

    func manage() async throws {
        try await press("g", "j", "j")
        try await wait("alpha selected") { $0.selectedRow.contains("alpha") }
        try await press("K")
        try await wait("alpha sooner") { $0.place("alpha") < $0.place("done") }
        try await press("J")
        try await wait("alpha later") { $0.place("alpha") > $0.place("done") }
        try await press("<")
        try await wait("alpha first") { $0.place("alpha") < $0.place("gone") }
        try await press(">")
        try await wait("alpha last") { $0.place("alpha") > $0.place("gamma") }
        try await press("2", "K")
        try await wait("alpha third") { $0.place("alpha") < $0.place("beta") }
        try await press("z")
        try await wait("the queue alone") { !$0.contains("fragments   info") }
        try await press("z")
        try await wait("the pane alone") { $0.place("gone") < 0 }
        try await press("z")
        try await wait("both") { $0.contains("fragments   info") && $0.place("gone") >= 0 }
        try await press("Esc")
        try await press("!", says: "Retrying 1 download")
        _ = try await isRestored("done") { try await press("c") }
        // The program restores for some seconds, which may pass while it stands still.
        var isRestored = false
        for name in ["alpha", "beta"] where !isRestored {
            isRestored = try await self.isRestored(name) {
                try await select(name)
                try await press("d", shows: "Remove \(name).bin?")
                try await press("y")
            }
        }
        #expect(isRestored)
        try await select("gamma")
        try await press("Del", shows: "Remove gamma.bin?")
        try await press("n")
        try await wait("no question") { !$0.contains("Remove") }
    }

    /// Removes a download and returns whether `U` restores it in time.
    private func isRestored(_ name: String, removal: () async throws -> Void) async throws -> Bool {
        let start = ContinuousClock.now
        try await removal()
        try await wait("no \(name)") { $0.place(name) < 0 }
        try await press("U")
        var isRestored = false
        try await wait("\(name) again") { screen in
            isRestored = screen.place(name) >= 0
            return isRestored || ContinuousClock.now - start > .seconds(20)
        }
        return isRestored
    }

    /// Selects a download from the top of the queue.
    private func select(_ name: String) async throws {
        try await press("g", selects: "gone")
        var selected = "gone"
        while selected != name {
            let before = selected
            try await press("j")
            try await wait("the row below \(before)") { screen in
                selected = Self.names.first { screen.selectedRow.contains($0) } ?? before
                return selected != before
            }
        }
    }

    private static let names = ["gone", "done", "alpha", "beta", "gamma"]

    func leave() async throws {
        // No shell controls this terminal, so the program cannot be suspended.
        try await press("Ctrl-Z", shows: "gamma.bin")
        try await press("Ctrl-C", shows: "Quit?")
        try await press("Esc")
        try await wait("no question") { !$0.contains("Quit?") }
        try await press("q", shows: "Quit?")
        try await press("Esc")
        try await wait("no question again") { !$0.contains("Quit?") }
        try await press("D")
        #expect(try await interface.terminal.exitCode() == 0)
        let stop = try await Program.run(
            [Program.pdlTUI, "stop"], environment: interface.home.environment)
        #expect(stop.exitCode == 0, "\(stop.errors)")
    }
}

extension Key {
    fileprivate var nameInTmux: String {
        switch self {
        case .control(let letter): "C-\(letter)"
        case .pageUp: "PPage"
        case .pageDown: "NPage"
        case .escape: "Escape"
        case .delete: "DC"
        default: asciiName
        }
    }
}

extension Screen {
    /// The row of a file in the queue.
    fileprivate func queueRow(_ name: String) -> String { row(with: name + ".bin") ?? "" }

    /// The row with the mark of the selection.
    fileprivate var selectedRow: String { rows.first { $0.hasPrefix("▸") } ?? "" }

    /// The row of a file in the queue; -1 when it is not listed.
    fileprivate func place(_ name: String) -> Int {
        let title = rows.firstIndex { $0.hasPrefix("──") } ?? rows.count
        return rows.prefix(title).firstIndex { $0.contains(name + ".bin") } ?? -1
    }
}
