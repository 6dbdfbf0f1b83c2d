import DownloadCore
import Foundation
import Testing

@testable import TerminalUI

/// Whole screens, compared with recorded pictures.
///
/// `RECORD_SCREENS=1` records them again, and fails.
struct ScreenTests {
    private func check(_ model: Model, _ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/\(name).txt")
        let picture = View.screen(model).picture + "\n"
        if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(picture.utf8).write(to: file)
            Issue.record("\(name) was recorded; look at it and run again")
        } else {
            let recorded = try String(contentsOf: file, encoding: .utf8)
            #expect(picture == recorded, "\(name) looks different now")
        }
    }

    @Test(arguments: [(100, 30), (60, 16), (40, 10), (160, 50), (80, 24)])
    func `the main view at each size`(_ columns: Int, _ rows: Int) throws {
        try check(Sample.model(columns, rows), "main-\(columns)x\(rows)")
    }

    private static let sizes = [(100, 30), (60, 16), (40, 10), (160, 50)]

    @Test(arguments: ["1", "2", "3", "4"], sizes)
    func `every tab at each size`(_ key: String, _ size: (Int, Int)) throws {
        var model = Sample.model(size.0, size.1)
        model.press("Tab", key)
        try check(model, "tab-\(key)-\(size.0)x\(size.1)")
    }

    @Test(arguments: sizes)
    func `the form and the help at each size`(_ columns: Int, _ rows: Int) throws {
        var form = Sample.model(columns, rows)
        form.press("a", "Ctrl-O")
        try check(form, "form-more-\(columns)x\(rows)")
        var help = Sample.model(columns, rows)
        help.press("?")
        try check(help, "help-\(columns)x\(rows)")
    }

    @Test(arguments: [(100, 30), (160, 50), (60, 16)])
    func `64 fragments, in two columns where there is room`(_ columns: Int, _ rows: Int) throws {
        var model = Sample.model(columns, rows, Sample.manyFragments)
        model.press("Tab", "PgDn", "n")
        try check(model, "fragments-64-\(columns)x\(rows)")
    }

    @Test func `every state of a fragment`() throws {
        var model = Sample.model(100, 30, Sample.everyFragment)
        model.press("Tab", "j", "j", "j", "j")
        try check(model, "fragments-states-100x30")
    }

    @Test func `a failed fragment is visible in the queue, the map and its row`() throws {
        var model = Sample.model(100, 30)
        model.press("n", "Tab", "j", "j")
        try check(model, "failed-fragment-100x30")
    }

    @Test func `the form, and its errors`() throws {
        var model = Sample.model(100, 30)
        model.press("a")
        try check(model, "form-100x30")
        _ = model.update(.paste("https://example.org/a\nexample.org/b\n"), at: model.now)
        model.press("Enter")
        try check(model, "form-problem-100x30")
        var small = Sample.model(40, 10)
        small.press("a")
        try check(small, "form-40x10")
    }

    @Test func `a search in the help`() throws {
        var model = Sample.model(100, 30)
        model.press("?", "/")
        model.type("undo")
        try check(model, "help-search-100x30")
    }

    @Test func `questions and prompts are in the last line`() throws {
        var model = Sample.model(100, 16)
        model.press("d")
        #expect(
            View.screen(model).picture.split(separator: "\n").last
                == " Remove debian-12.7.0-amd64-netinst.iso?  y keep part file  D delete its 322 MiB  n no"
        )
        model.press("n", "=")
        model.type("99")
        model.press("Enter")
        #expect(View.screen(model).picture.hasSuffix("99 is not 1 to 64 or auto"))
    }

    @Test func `the loss of a pause or exit is announced before`() throws {
        var snapshot = Sample.snapshot
        snapshot.downloads[0].ranges = .none("the server does not support ranges")
        snapshot.downloads[0].fragmentsNote =
            "single connection: the server does not support ranges"
        var model = Sample.model(100, 30, snapshot)
        let parts = View.screen(model).picture.split(separator: "single connection")
        #expect(parts.count == 2, "said once")
        #expect(model.press("p") == [])
        try check(model, "pause-question-100x30")
        #expect(model.press("p") == [] && model.press("n") == [])
        model.press("p")
        #expect(model.press("y") == [.perform(.pause([DownloadID(1)]))])
        model.press("P")
        try check(model, "pause-all-question-100x30")
        guard case .perform(.pause(let others)) = model.press("o").first else {
            Issue.record("nothing is paused")
            return
        }
        #expect(!others.contains(DownloadID(1)) && others.contains(DownloadID(2)))
        model.press("q")
        try check(model, "quit-question-100x30")
        var small = Sample.model(40, 10, snapshot)
        small.press("p")
        try check(small, "pause-question-40x10")
    }

    @Test func `a pause without loss does not ask`() {
        var model = Sample.model(100, 30)
        #expect(model.press("P") == [.perform(.pauseAll)])
        #expect(model.press("p") == [.perform(.pause([DownloadID(1)]))])
    }

    @Test func `an empty queue explains how to add`() throws {
        try check(Sample.model(100, 30, Snapshot(time: Instant(seconds: 100))), "empty-100x30")
    }

    @Test func `only ASCII is drawn where only ASCII is possible`() {
        var model = Sample.model(100, 30)
        model.options.ascii = true
        for key in ["1", "2", "3", "4", "?"] {
            model.press(key)
            let picture = View.screen(model).picture
            let beyond = picture.unicodeScalars.filter { !$0.isASCII }
            // Names are shown unchanged; tests without UTF-8 use none.
            #expect(beyond.allSatisfy { "圖片日本語".unicodeScalars.contains($0) }, "\(key): \(beyond)")
        }
    }

    @Test(arguments: [(20, 5), (1, 1), (0, 0), (24, 6), (30, 13), (150, 16), (500, 200)])
    func `every size is drawn`(_ columns: Int, _ rows: Int) {
        var model = Sample.model(columns, rows)
        for key in [
            "Tab", "1", "2", "3", "4", "Esc", "a", "Esc", "?", "Esc", "s", "Esc", "/", "Esc",
        ] {
            model.press(key)
            let canvas = View.screen(model)
            #expect(canvas.cells.count == columns * rows)
        }
    }
}
