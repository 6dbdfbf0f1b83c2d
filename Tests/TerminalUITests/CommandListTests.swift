import DownloadCore
import Testing

@testable import TerminalUI

struct CommandListTests {
    @Test(arguments: [
        ("resume", Action.togglePause), ("cancel", .remove), ("delete", .remove),
        ("stop", .togglePause), ("reorder", .moveDownInQueue), ("speed", .showSpeed),
        ("checksum", .edit), ("mirror", .add), ("resume all", .togglePauseAll),
        ("retry all", .retryAll), ("config", .settings), ("theme", .settings),
        ("limit total", .limitAll), ("history", .history),
        ("zoom", .zoom), ("ctrl-z", .suspend), ("clr", .clearFinished), ("nothing here", nil),
    ])
    func `commands are found by what users call them`(_ text: String, _ action: Action?) {
        let found = CommandSearch.actions(matching: text, in: .default)
        #expect(
            found.prefix(3).contains { $0 == action } || action == nil && found.isEmpty, "\(found)")
    }

    @Test func `every action is listed once`() {
        let all = CommandSearch.actions(matching: "", in: .default)
        #expect(all.count == Action.allCases.count && Set(all).count == all.count)
    }

    @Test(arguments: ["?", ":", "F1", "Ctrl-P"])
    func `commands and keys share one list, and Enter runs the selection`(_ key: String) {
        var model = Sample.model(100, 30)
        model.press(key)
        model.type("slow")
        #expect(model.press("Enter") == [.perform(.setSlow(true))])
        #expect(model.overlay == nil)
        model.press(key, "Esc")
        #expect(model.overlay == nil)
    }

    @Test func `the reason for an unavailable command has its own line at 60 columns`() {
        var model = Sample.model(60, 16)
        model.press("?")
        model.type("undo")
        let lines = View.screen(model).picture.split(separator: "\n")
        #expect(lines.contains { $0.contains("undo the last removal") })
        #expect(lines.contains { $0.contains("nothing to undo") && !$0.contains("U ") })
        for action in Action.allCases {
            #expect(Text.width(action.help) <= 76, "\(action.help)")
        }
    }

    @Test func `the selected command stays visible`() {
        for rows in [16, 24, 50] {
            var model = Sample.model(100, rows)
            model.press("?")
            for _ in 0..<Action.allCases.count {
                model.press("Down")
                guard case .commands(let list) = model.overlay else { return }
                let content = CommandLines(model, search: "")
                let line = content.place(of: list.picked).line
                let height = Layout(model).listRows.height
                #expect((list.top..<list.top + height).contains(line))
            }
        }
    }

    @Test func `a history search requests entries, and Enter downloads one again`() {
        var model = Sample.model(100, 30)
        #expect(model.press("H") == [.loadHistory("")])
        #expect(model.press("x") == [.loadHistory("x")])
        let request = DownloadRequest(source: "https://old.example/x.iso", directory: "/d")
        let entry = HistoryEntry(name: "x.iso", request: request, length: 5, time: 9, isDone: true)
        _ = model.update(.history(of: "", [entry, entry]), at: model.now)
        #expect(model.press("Enter") == [], "an answer to another search")
        _ = model.update(.history(of: "x", [entry]), at: model.now)
        #expect(View.screen(model).picture.contains("x.iso"))
        #expect(model.press("Enter") == [.perform(.add([request]))])
    }
}
