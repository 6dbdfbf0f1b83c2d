import DownloadCore
import Testing

@testable import TerminalUI

struct QueueListTests {
    private let one = DownloadID(1)

    @Test func `a count moves that far, and leaves the tab unchanged`() {
        var model = Sample.model(100, 30)
        #expect(model.press("4", "J") == [.perform(.move([one], by: 4))])
        #expect(model.pane.tab == .fragments)
        #expect(model.notices.toast?.text.hasSuffix("is now 5 of 11") == true)
        #expect(model.press("1", "0", "K").isEmpty, "already first")
        _ = model.update(.tick, at: model.now + 9)
        model.press("1", "2")
        #expect(!View.screen(model).picture.contains("moves that far"), "tabs are looked through")
        model.press("0")
        #expect(View.screen(model).picture.contains("120 J or K moves that far"))
        _ = model.update(.tick, at: model.now + 2)
        model.press("1")
        _ = model.update(.tick, at: model.now + 2)
        model.press("2", "3")
        #expect(model.pane.tab == .log)
        _ = model.update(.tick, at: model.now + 2)
        model.press("3")
        #expect(model.pane.tab == .log, "the number before it has had its time")
        #expect(model.press("J") == [.perform(.move([one], by: 3))])
        #expect(model.pane.tab == .log)
    }

    @Test func `moves go to the top and the bottom, and past hidden downloads`() {
        var model = Sample.model(100, 30)
        #expect(model.press(">") == [.perform(.move([one], by: 11))])
        #expect(model.press("<") == [])
        model.press("/")
        model.type("iso")
        model.press("Enter")
        #expect(model.press("J") == [.perform(.move([one], by: 1))])
        model.press("Esc", "/")
        model.type("example.org/files/1")
        model.press("Enter")
        #expect(model.rows.count == 3, "1, 10 and 11")
        model.press("g")
        #expect(model.press("J") == [.perform(.move([one], by: 9))])
        model.press("s", "n")
        #expect(model.press("J") == [] && model.notices.toast?.text == "the list is sorted")
    }

    @Test func `all failed downloads are retried at once`() {
        var model = Sample.model(100, 30)
        let effects = model.press("!")
        guard case .perform(.retry(let ids)) = effects.first else {
            Issue.record("nothing retried")
            return
        }
        #expect(Set(ids).isSuperset(of: [DownloadID(5), DownloadID(6)]))
        #expect(!ids.contains(one))
    }

    @Test func `typed limits, slow mode and edits are confirmed`() {
        var model = Sample.model(100, 30)
        model.press("l")
        model.type("2M")
        model.press("Enter")
        #expect(
            model.notices.toast?.text
                == "Speed limit of debian-12.7.0-amd64-netinst.iso: 2.00 MiB/s")
        model.press("t")
        #expect(model.notices.toast?.text == "Slow mode on")
        model.press("L", "Enter")
        #expect(model.notices.toast?.text == "Total speed limit: none")
        model.press("e", "Enter")
        #expect(model.notices.toast?.text.hasPrefix("Saved changes to debian") == true)
    }

    @Test func `a form left with text is kept as a draft`() {
        var model = Sample.model(100, 30)
        model.press("a")
        model.type("https://example.org/draft")
        model.press("Esc")
        #expect(model.notices.toast?.text == "Draft kept (a to continue)")
        model.press("a")
        guard case .form(let form) = model.overlay else { return }
        #expect(form.text(.urls) == "https://example.org/draft")
        #expect(model.press("Enter").count == 1)
        model.press("a")
        guard case .form(let fresh) = model.overlay else { return }
        #expect(fresh.text(.urls).isEmpty)
    }

    @Test(arguments: [
        "nonsense", "htps://example.org/a", "https://example.org/a\ngopher://x/",
        "curl https://example.org/a -d x=1", "curl 'https://example.org/a",
    ])
    func `a text that was refused is not kept as a draft`(_ text: String) {
        func isEmptyForm(_ model: Model) -> Bool {
            guard case .form(let form) = model.overlay else { return false }
            return form.text(.urls).isEmpty && form.problem == nil
        }
        // Typed and submitted, or pasted into the form or the queue.
        for way in 0..<3 {
            var model = Sample.model(100, 30)
            if way < 2 { model.press("a") }
            if way == 0 {
                _ = model.update(.paste(String(text.dropLast())), at: model.now)
                model.type(String(text.suffix(1)))
            } else {
                _ = model.update(.paste(text), at: model.now)
            }
            if case .review = model.overlay { model.press("e") }
            model.press("Enter", "Esc")
            #expect(model.notices.toast?.text == "Nothing was added" && model.overlay == nil)
            model.press("a")
            #expect(isEmptyForm(model), "\(way)")
        }
    }

    @Test func `a refused text that was corrected is kept as a draft`() {
        var model = Sample.model(100, 30)
        model.press("a")
        model.type("https//example.org/a")
        model.press("Enter", "Ctrl-Y", "Esc", "a")
        guard case .form(let form) = model.overlay else { return }
        #expect(form.text(.urls) == "https://example.org/a" && form.problem == nil)
        // A problem in another field does not concern the text.
        model.press("Tab", "Tab")
        model.type("a/b")
        model.press("Enter", "Esc", "a")
        guard case .form(let named) = model.overlay else { return }
        #expect(named.text(.urls) == "https://example.org/a" && named.text(.name) == "a/b")
    }

    @Test func `a paste that is refused does not replace a draft`() {
        var model = Sample.model(100, 30)
        model.press("a")
        model.type("https://example.org/dr")
        model.press("Esc")
        _ = model.update(.paste("nonsense"), at: model.now)
        model.press("Esc", "a")
        guard case .form(let form) = model.overlay else { return }
        #expect(form.text(.urls) == "https://example.org/dr")
        // An unfinished URL that was never submitted is no refused one.
        model.press("Esc")
        #expect(model.notices.toast?.text == "Draft kept (a to continue)")
    }

    @Test func `a suggestion is accepted with one key`() {
        var model = Sample.model(100, 30)
        model.press("a")
        model.type("htps://example.org/a.iso?x=1")
        model.press("Enter")
        #expect(View.screen(model).picture.contains("Ctrl-Y accept suggestion"))
        model.press("Ctrl-Y")
        guard case .perform(.add(let requests)) = model.press("Enter").first else {
            Issue.record("nothing added")
            return
        }
        #expect(requests.map(\.sources) == [["https://example.org/a.iso?x=1"]])
    }

    @Test(arguments: [
        ("example.org/b", "https://example.org/b"), ("htp://h/x", "http://h/x"),
        ("https:/h/x", "https://h/x"), ("https//x/y", "https://x/y"),
        ("localhost:8080/x", "http://localhost:8080/x"), ("[::1]/x", "http://[::1]/x"),
        ("https://http://H/x", "http://H/x"), ("http://https//h/x?a", "https://h/x?a"),
        ("http:http://h/x", "http://h/x"), ("https://http://u:p@h/x", "http://u:p@h/x"),
        ("http:/u:p@h/x", "http://u:p@h/x"), ("http://http://https://h/x", "https://h/x"),
        ("[x](http://h/y)", "http://h/y"),
        ("[x](http://u:p@h/y?a=1&b=2).", "http://u:p@h/y?a=1&b=2"),
        ("htp://h/?a?b", "http://h/?a?b"), ("htp://h/\(longPath)?a", "http://h/\(longPath)?a"),
    ])
    func `the probable intention is suggested`(_ wrong: String, _ right: String) {
        #expect(URLText.suggestion(for: wrong) == right)
    }

    @Test func `several pasted URLs are reviewed before they are added`() {
        var model = Sample.model(100, 30)
        let text = """
            https://a.example/1
            https://a.example/1
            htps://a.example/2
            https://example.org/files/5
            gopher://a.example/
            """
        #expect(model.update(.paste(text), at: model.now) == [])
        let picture = View.screen(model).picture
        #expect(picture.contains("Add 5 URLs"))
        #expect(
            picture.contains(
                "1 new · 1 to fix · 1 already queued · 1 listed twice · 1 invalid")
        )
        #expect(picture.contains("to /home/ada/files"))
        model.press("f")
        guard case .perform(.add(let requests)) = model.press("Enter").first else {
            Issue.record("nothing added")
            return
        }
        #expect(
            requests.flatMap(\.sources) == ["https://a.example/1", "https://a.example/2"])
    }

    @Test func `a missing scheme is named without repeating a long URL`() {
        var model = Sample.model(80, 24)
        let long = "example.org/a/folder/with/a/long/name/and/a/file-of-2026-11-27.iso"
        _ = model.update(.paste("https://a.example/1\n\(long)\nnas.local:8080/x"), at: model.now)
        let picture = View.screen(model).picture
        #expect(picture.contains("~ \(long.prefix(12))") && picture.contains("missing https:// "))
        #expect(picture.contains("~ nas.local:8080/x  missing http:// "), "\(picture)")
    }

    @Test(arguments: [60, 70, 80, 100])
    func `every order of the list is named`(_ width: Int) throws {
        var model = Sample.model(width, 24)
        model.press("s", "n", "s")
        let line = try #require(View.screen(model).picture.split(separator: "\n").last)
        for word in ["q queue", "n name", "s size", "p progress", "v speed", "t left", "f failed"] {
            #expect(line.contains(word), "\(line)")
        }
    }

    @Test func `zoom cycles through both, queue and pane`() {
        var model = Sample.model(100, 30)
        model.press("z")
        #expect(Layout(model).pane.height == 0 && Layout(model).queueRows.height > 20)
        model.press("z")
        #expect(Layout(model).queueRows.height == 0 && Layout(model).pane.height > 20)
        model.press("z")
        #expect(Layout(model).kind == .stacked)
    }

    @Test func `the queue grows to its content, and a long one gets the larger share`() {
        var snapshot = Sample.manyFragments
        let few = Layout(Sample.model(100, 40, snapshot))
        #expect(few.queueRows.height == 4 && few.pane.height > 28)
        snapshot.downloads = (1...300).map {
            Sample.download(Int64($0), "f\($0)", mebibytes: 5, parts: [0.5], state: .waiting)
        }
        var model = Sample.model(100, 40, snapshot)
        model.press("j", "j")
        let many = Layout(model)
        #expect(many.queueRows.height > many.pane.height)
        #expect(View.screen(model).picture.contains("3 of 300"))
    }

    @Test func `a wider terminal shows longer names and more columns`() {
        let widths = [80, 100, 120, 160, 190].map { width in
            QueueColumns(Rect(x: 0, y: 0, width: width, height: 1), count: 10)
        }
        #expect(widths[3].name.width >= 40 && widths[3].server.width > 0)
        #expect(widths[2].spark.width == 8 && widths[1].spark.width == 0)
        #expect(widths[4].average.width > 0)
        #expect(widths[1].marks.width == 3)
    }

    @Test func `the header has the bytes of the whole queue and the time left`() {
        let model = Sample.model(100, 30)
        let second = View.screen(model).picture.split(separator: "\n")[1]
        #expect(
            second.contains(" left") && second.contains("GiB") && second.contains("120 GiB free"))
    }

    @Test func `small marks show a download's own settings`() {
        var snapshot = Sample.snapshot
        snapshot.downloads[1].request.limit = 5
        snapshot.downloads[1].request.sources.append("https://mirror.example/")
        let picture = View.screen(Sample.model(100, 30, snapshot)).picture
        #expect(picture.contains(" LM "))
    }

    @Test func `a done download opens with Enter, and y copies its path`() {
        var model = Sample.model(100, 30)
        model.press("j", "j")
        let path = "/home/ada/files/圖片-日本語.jpg"
        #expect(model.press("Enter") == [.openFile(path)])
        #expect(model.press("y") == [.copy(path)])
        #expect(View.screen(model).picture.contains("Enter open   o folder   y copy path"))
    }

    @Test(
        arguments: [
            (2, "connections  at most 2; 3 fragments, 3 requests"),
            (nil, "fetched as   3 fragments, 3 requests"),
        ] as [(Int?, String)])
    func `a done download tells how it was fetched`(_ peak: Int?, _ line: String) {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [
            Sample.download(1, "a.iso", mebibytes: 100, parts: [1, 1, 1], state: .done)
        ]
        snapshot.downloads[0].peakConnections = peak
        #expect(View.screen(Sample.model(100, 30, snapshot)).picture.contains(line))
    }

    @Test func `a waiting download says when it starts, and the key that starts it now`() {
        var snapshot = Sample.snapshot
        snapshot.downloads.insert(
            Sample.download(12, "next.iso", mebibytes: nil, state: .waiting), at: 0)
        var model = Sample.model(100, 30, snapshot)
        model.press("g")
        #expect(View.screen(model).picture.contains("Starts when an active download ends."))
        model.press("G", "k")
        let picture = View.screen(model).picture
        #expect(picture.contains("notes.pdf") && picture.contains("Starts after 1 other."))
        #expect(picture.contains("S start now   K sooner   d remove"))
        #expect(model.press("S") == [.perform(.startNow([DownloadID(10)]))])
    }

    @Test func `extra columns appear by width, or as the configuration chooses`() {
        func columns(_ width: Int, _ chosen: [ExtraColumn]? = nil) -> [ExtraColumn] {
            let columns = QueueColumns(
                Rect(x: 0, y: 0, width: width, height: 9), count: 9, chosen: chosen)
            #expect(columns.name.width >= 20 || width < 80, "\(width)")
            return [
                (ExtraColumn.marks, columns.marks), (.server, columns.server),
                (.spark, columns.spark), (.average, columns.average), (.added, columns.added),
            ].filter { $0.1.width > 0 }.map(\.0)
        }
        #expect(columns(80) == [] && columns(100) == [.marks])
        #expect(columns(160) == [.marks, .server, .spark])
        #expect(columns(240) == ExtraColumn.allCases)
        #expect(columns(120, [.average, .added]) == [.average, .added])
        #expect(columns(240, []) == [] && columns(80, [.server]) == [])
    }
}

/// A path longer than what a message shows.
private let longPath = String(repeating: "a", count: 200)
