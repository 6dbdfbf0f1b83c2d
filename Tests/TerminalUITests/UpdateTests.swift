import DownloadCore
import Testing

@testable import TerminalUI

struct UpdateTests {
    private let one = DownloadID(1)

    @Test func `keys send their intents to the engine`() {
        var model = Sample.model(100, 30)
        #expect(model.press("p") == [.perform(.pause([one]))])
        #expect(model.press("Space") == [.perform(.pause([one]))])
        #expect(model.press("P") == [.perform(.pauseAll)])
        #expect(model.press("r") == [.perform(.retry([one]))])
        #expect(model.press("+") == [.perform(.changeFragments([one], by: 1))])
        #expect(model.press("-") == [.perform(.changeFragments([one], by: -1))])
        #expect(model.press("J") == [.perform(.move([one], by: 1))])
        #expect(model.press("t") == [.perform(.setSlow(true))])
        #expect(model.press("Tab", "j", "j", "r") == [.perform(.retryFragment(one, number: 3))])
        #expect(model.press("o") == [.openFolder("/home/ada/files")])
        #expect(model.press("Ctrl-Z", "Ctrl-L") == [.suspend, .redraw])
    }

    @Test func `a count and a limit are typed and validated`() {
        var model = Sample.model(100, 30)
        model.press("=")
        model.type("12")
        #expect(model.press("Enter") == [.perform(.setFragments([one], .fixed(12)))])
        model.press("=")
        #expect(model.press("Enter") == [.perform(.setFragments([one], .auto))])
        model.press("l")
        model.type("fast")
        #expect(model.press("Enter") == [])
        model.press("Ctrl-U")
        model.type("1.5 MiB/s")
        #expect(
            model.press("Enter") == [.perform(.limitDownload([one], bytesPerSecond: 1_572_864))])
    }

    @Test func `an unavailable action explains why and asks nothing`() {
        var model = Sample.model(100, 30)
        model.press("j", "j")
        #expect(model.press("p") == [])
        #expect(model.notices.toast?.text == "already done")
        #expect(model.press("U") == [])
    }

    @Test func `a paste in the queue adds every URL`() {
        var model = Sample.model(100, 30)
        let urls = (1...20).map { "https://example.net/\($0).iso" }
        #expect(model.update(.paste(urls.joined(separator: "\r")), at: model.now) == [])
        let effects = model.press("Enter")
        guard case .perform(.add(let requests)) = effects.first else {
            Issue.record("nothing was added")
            return
        }
        #expect(requests.map { $0.sources } == urls.map { [$0] })
        #expect(requests.allSatisfy { $0.directory == "/home/ada/files" })
    }

    @Test func `a paste that is not a URL opens the form with the reason`() {
        var model = Sample.model(100, 30)
        #expect(model.update(.paste("hello"), at: model.now) == [])
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.text(.urls) == "hello")
        #expect(form.problem?.text == "“hello” has no scheme; add one, such as https://")
    }

    @Test func `a URL already in the queue raises a question`() {
        var model = Sample.model(100, 30)
        #expect(model.update(.paste("https://example.org/files/5"), at: model.now) == [])
        #expect(model.press("g") == [])
        #expect(model.selected?.id == DownloadID(5))
    }

    @Test func `the first of several added downloads is selected`() {
        var model = Sample.model(100, 30)
        _ = model.update(.paste("https://a.example/1 https://a.example/2"), at: model.now)
        model.press("Enter")
        var snapshot = model.snapshot
        for number in [91, 92] as [Int64] {
            snapshot.downloads.append(
                Sample.download(number, "\(number)", mebibytes: 5, parts: [1], state: .waiting))
        }
        _ = model.update(.snapshot(snapshot), at: model.now)
        #expect(model.selected?.id == DownloadID(91))
    }

    @Test func `a refused request is reported once, with the reason`() {
        var model = Sample.model(100, 30)
        var snapshot = model.snapshot
        snapshot.downloads[0].refusal = DownloadEvent(
            time: 5, text: "stays in /a: /b is on another disk")
        _ = model.update(.snapshot(snapshot), at: model.now)
        #expect(model.notices.toast?.text.hasSuffix(" stays in /a: /b is on another disk") == true)
        _ = model.update(.tick, at: model.now + 9)
        _ = model.update(.snapshot(snapshot), at: model.now)
        #expect(model.notices.toast == nil)
    }

    @Test func `a notice is shown for a while, then the keys return`() {
        var model = Sample.model(100, 30)
        var snapshot = model.snapshot
        snapshot.notice = "the queue cannot be saved: Permission denied: /x"
        func hint() -> String {
            View.screen(model).picture.split(separator: "\n").last.map(String.init) ?? ""
        }
        _ = model.update(.snapshot(snapshot), at: model.now)
        #expect(hint() == " the queue cannot be saved: Permission denied: /x")
        let until = model.nextChange ?? model.now
        _ = model.update(.snapshot(snapshot), at: until)
        _ = model.update(.tick, at: until)
        #expect(hint().contains("pause") && model.nextChange == nil)
    }

    @Test func `connections used by other downloads of the host are shown`() {
        var snapshot = Sample.snapshot
        snapshot.downloads[0].fragmentsNote = nil
        snapshot.downloads[0].connections = 2
        var other = snapshot.downloads[0]
        other.id = DownloadID(99)
        other.connections = 14
        snapshot.downloads.append(other)
        #expect(
            View.screen(Sample.model(100, 30, snapshot)).picture
                .contains("2 of 8 connections, 8 fragments, 1 done · 14 used by other downloads"))
    }

    @Test func `a removal asks, and can be undone for some seconds`() {
        var model = Sample.model(100, 30)
        #expect(model.press("d") == [])
        #expect(model.press("y") == [.perform(.remove([one], deletingPartFile: false))])
        #expect(model.nextChange == model.now + 8)
        #expect(model.press("U") == [.perform(.restore([one]))])
        model.press("d", "D")
        _ = model.update(.tick, at: model.now + 9)
        #expect(model.press("U") == [])
    }

    @Test func `actions apply to all marked downloads`() {
        var model = Sample.model(100, 30)
        model.press("m", "Space")
        #expect(model.press("p") == [.perform(.pause([one, DownloadID(2)]))])
        model.press("Esc", "g", "v", "j", "j", "j")
        #expect(model.selection.marks.count == 4)
        model.press("v", "A", "A")
        #expect(model.selection.marks.isEmpty)
    }

    @Test func `the selected download stays selected when rows move`() {
        var model = Sample.model(100, 30)
        model.press("j")
        var moved = Sample.snapshot
        moved.downloads.swapAt(1, 7)
        _ = model.update(.snapshot(moved), at: model.now)
        #expect(model.selected?.id == DownloadID(2))
        #expect(model.selection.row == 7)
        moved.downloads.remove(at: 7)
        _ = model.update(.snapshot(moved), at: model.now)
        #expect(model.selection.row == 7)
        #expect(model.selected != nil)
    }

    @Test func `filter, sort and jump to the next failed one`() {
        var model = Sample.model(100, 30)
        model.press("/")
        model.type("ISO")
        model.press("Enter")
        #expect(model.rows.count == 2)
        model.press("Esc", "s", "n")
        #expect(
            model.rows[0]?.name == "Vorlesung 12.mp4".lowercased()
                || model.rows.count == 11)
        model.press("s", "q", "g", "n")
        #expect(model.selected?.id == DownloadID(5))
        model.press("n")
        #expect(model.selected?.id == DownloadID(6))
        model.press("N")
        #expect(model.selected?.id == DownloadID(5))
    }

    @Test func `from fragments without a fault, n finds the next download that needs you`() {
        var model = Sample.model(100, 30)
        model.press("g", "j", "Tab")
        #expect(model.selected?.id == DownloadID(2) && model.seeksFragments)
        #expect(model.selected?.fragments.contains(where: \.canRetry) == false)
        model.press("n")
        #expect(model.selected?.id == DownloadID(5))
    }

    @Test func `quitting with active downloads asks once`() {
        var model = Sample.model(100, 30)
        #expect(model.press("q") == [])
        #expect(model.press("y") == [.pauseAndQuit])
        var idle = Sample.model(100, 30, Snapshot(time: Instant(seconds: 100)))
        #expect(idle.press("q") == [.quit])
        var busy = Sample.model(100, 30)
        #expect(busy.press("Ctrl-C", "Ctrl-C") == [.pauseAndQuit])
    }

    @Test func `the end of the queue is announced once`() {
        var model = Sample.model(100, 30)
        var done = Sample.snapshot
        for index in done.downloads.indices { done.downloads[index].state = .done }
        #expect(model.update(.snapshot(done), at: model.now) == [.announce("11 downloads done")])
        #expect(model.update(.snapshot(done), at: model.now) == [])
        var last = Sample.model(100, 30)
        last.options.quitsWhenDone = true
        #expect(
            last.update(.snapshot(done), at: last.now) == [.announce("11 downloads done"), .quit])
    }

    /// The states of two downloads, and whether an interface that quits when all is done stays.
    static let endings: [([DownloadSnapshot.State], Bool)] = [
        ([], false), ([.done, .done], false), ([.done, .paused(.user)], false),
        ([.paused(.user), .failed(DownloadError(.status, "404"))], false),
        ([.done, .waiting], true), ([.asking, .done], true), ([.done, .running], true),
        ([.done, .checking(0.5)], true),
    ]

    @Test(arguments: endings)
    func `an interface without work at its first look quits when asked to`(
        states: [DownloadSnapshot.State], stays: Bool
    ) {
        var snapshot = Sample.snapshot
        snapshot.downloads = zip(snapshot.downloads, states).map { download, state in
            var download = download
            download.state = state
            return download
        }
        var options = Sample.model(100, 30).options
        options.quitsWhenDone = true
        var model = Model(
            options: options, columns: 100, rows: 30, at: Instant(seconds: 100))
        // The first snapshot may be older than what the command line has just added.
        #expect(!model.update(.snapshot(snapshot), at: Instant(seconds: 101)).contains(.quit))
        #expect((model.nextChange == nil) == stays)
        #expect(model.update(.tick, at: Instant(seconds: 102)) == (stays ? [] : [.quit]))
        #expect(
            model.update(.snapshot(snapshot), at: Instant(seconds: 103)).contains(.quit) == !stays)
    }

    @Test func `a download that is paused keeps the interface open, until it is done`() {
        var model = Sample.model(100, 30)
        model.options.quitsWhenDone = true
        func update(_ state: DownloadSnapshot.State, at seconds: Double) -> Bool {
            var snapshot = Sample.snapshot
            for index in snapshot.downloads.indices {
                snapshot.downloads[index].state = index == 0 ? state : .done
            }
            return model.update(.snapshot(snapshot), at: Instant(seconds: 200 + seconds))
                .contains(.quit)
        }
        #expect(!update(.running, at: 0))
        #expect(!update(.paused(.user), at: 1))
        #expect(!update(.paused(.user), at: 9))
        #expect(!update(.running, at: 10))
        #expect(update(.done, at: 11))
    }

    @Test func `trouble with the engine is shown above messages until it is over`() {
        var model = Sample.model(100, 30)
        let words = "The engine (process 7) does not respond; \"kill -9 7\" ends it"
        _ = model.update(.trouble(words), at: model.now)
        _ = model.update(.failed("something else"), at: model.now)
        #expect(View.screen(model).picture.contains(words))
        _ = model.update(.trouble(nil), at: model.now)
        #expect(View.screen(model).picture.contains("something else"))
    }

    @Test func `the mouse selects, scrolls and opens tabs`() {
        var model = Sample.model(100, 30)
        _ = model.update(.mouse(.click, x: 10, y: 6), at: model.now)
        #expect(model.selected?.id == DownloadID(4))
        _ = model.update(.mouse(.wheelDown, x: 10, y: 5), at: model.now)
        #expect(model.selected?.id == DownloadID(5))
        let layout = Layout(model)
        let log = View.tabColumns(layout.paneTitle)[2].column
        _ = model.update(.mouse(.click, x: log.x + 1, y: layout.paneTitle.y), at: model.now)
        #expect(model.pane.tab == .log)
        model.options.mouse = false
        _ = model.update(.mouse(.click, x: 10, y: 2), at: model.now)
        #expect(model.selected?.id == DownloadID(5))
    }

    @Test func `a folder is completed to the common prefix`() {
        var model = Sample.model(100, 30)
        model.press("a", "Tab")
        model.type("/l")
        #expect(model.press("Tab") == [.complete("/home/ada/files/l")])
        let found = ["/home/ada/files/linux", "/home/ada/files/lib"]
        _ = model.update(.completions(of: "/home/ada/files/l", found), at: model.now)
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.text(.directory) == "/home/ada/files/li")
        #expect(form.completions == found)
    }

    @Test func `random keys never break an invariant`() {
        var model = Sample.model(80, 24)
        var random = SystemRandomNumberGenerator()
        let keys: [Key] =
            Keymap.default.bindings.flatMap(\.keys)
            + [.left, .right, .backspace, .function(9), .control("u"), "1", "y", "é"]
        for step in 0..<4000 {
            guard let key = keys.randomElement(using: &random) else { return }
            _ = model.update(.key(key), at: Instant(seconds: 100 + Double(step) / 10))
            if step % 7 == 0 { _ = View.screen(model) }
            if step % 50 == 0 {
                let size = (Int.random(in: 1...200), Int.random(in: 1...60))
                _ = model.update(.resize(columns: size.0, rows: size.1), at: model.now)
            }
        }
    }
}
