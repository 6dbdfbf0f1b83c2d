import DownloadCore
import Testing

@testable import TerminalUI

/// Questions about downloads that change while the question is shown.
struct QuestionTests {
    private let mebibyte: Int64 = 1 << 20

    private func download(
        _ id: Int64, _ state: DownloadSnapshot.State = .running, ranges: Bool = true,
        received: Int64 = 1 << 20
    ) -> DownloadSnapshot {
        var download = Sample.download(id, "f\(id)", mebibytes: 8, parts: [0], state: state)
        download.received = received
        download.ranges = ranges ? .given : .none("no ranges")
        return download
    }

    private func snapshot(_ downloads: [DownloadSnapshot]) -> Snapshot {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = downloads
        return snapshot
    }

    private func question(in model: Model) -> Question? {
        if case .question(let question) = model.overlay { question } else { nil }
    }

    private var text: (Model) -> String? { { question(in: $0)?.text } }

    @Test func `quit counts the downloads active now`() {
        var model = Sample.model(100, 30, snapshot([download(1), download(2, .waiting)]))
        model.press("q")
        #expect(text(model) == "Quit? 2 downloads will resume next time.")
        _ = model.update(.snapshot(snapshot([download(1, .done), download(2)])), at: model.now)
        #expect(text(model) == "Quit? 1 download will resume next time.")
        _ = model.update(
            .snapshot(snapshot([download(1, .done), download(2, ranges: false)])), at: model.now)
        #expect(text(model) == "Quit? 1 download will start over next time.")
        for ended: DownloadSnapshot.State in [.done, .failed(DownloadError(.status, "404"))] {
            _ = model.update(
                .snapshot(snapshot([download(1, .done), download(2, ended)])), at: model.now)
            #expect(text(model) == "Quit? No download is active.")
        }
        #expect(model.press("y") == [.pauseAndQuit])
    }

    @Test func `pause names the bytes lost, and is not asked if there are none`() {
        let others = [download(2), download(3)]
        var model = Sample.model(100, 30, snapshot([download(1, ranges: false)] + others))
        model.press("P")
        #expect(text(model) == "1 of 3 cannot resume. Pause and lose 1.00 MiB?")
        _ = model.update(
            .snapshot(snapshot([download(1, ranges: false, received: 2 << 20)] + others)),
            at: model.now)
        #expect(text(model) == "1 of 3 cannot resume. Pause and lose 2.00 MiB?")
        _ = model.update(.snapshot(snapshot([download(1, .done)] + others)), at: model.now)
        #expect(model.overlay == nil)
        #expect(model.notices.toast?.text == "It ended meanwhile; nothing was paused")
        #expect(model.press("y") != [.perform(.pause([DownloadID(1)]))])
    }

    @Test func `detach and pause ask about a link that may have worked only once`() {
        var once = Sample.download(1, "f1", mebibytes: 8, parts: [0.5, 0])
        once.fragments[1].state = .retrying(
            DownloadError(.expired, "the link has expired", status: 403), try: 2, of: 5,
            inSeconds: 3)
        // Several served connections: a server that refuses more has not let the link expire.
        var busy = Sample.download(2, "f2", mebibytes: 8, parts: [0.5, 0.5, 0])
        busy.fragments[2].state = .failed(DownloadError(.status, "403 Forbidden", status: 403))
        var model = Sample.model(140, 30, snapshot([busy]))
        #expect(model.press("D") == [.detach])
        _ = model.update(.snapshot(snapshot([busy, once])), at: model.now)
        model.press("D")
        #expect(text(model) == "Detach? 1 download may need a new link.")
        _ = model.update(.snapshot(snapshot([once, download(3, ranges: false)])), at: model.now)
        #expect(
            text(model)
                == "Detach? 1 download cannot resume: 1.00 MiB are lost."
                + " 1 download may need a new link.")
        #expect(model.press("n") == [])
        _ = model.update(.snapshot(snapshot([once, busy])), at: model.now)
        model.press("P")
        #expect(text(model) == "1 of 2 links may have worked only once. Pause?")
        #expect(model.press("y") == [.perform(.pause([DownloadID(1), DownloadID(2)]))])
    }

    @Test func `remove names the files to delete, never finished ones`() {
        var model = Sample.model(100, 30, snapshot([download(1), download(2)]))
        model.press("A", "d")
        #expect(question(in: model)?.choices[1].title == "delete their 2.00 MiB")
        _ = model.update(
            .snapshot(snapshot([download(1, .done), download(2, received: 4 << 20)])),
            at: model.now)
        #expect(question(in: model)?.choices[1].title == "delete their 4.00 MiB")
        _ = model.update(.snapshot(snapshot([download(2)])), at: model.now)
        #expect(text(model) == "Remove f2?")
        _ = model.update(.snapshot(snapshot([download(2, .done)])), at: model.now)
        #expect(model.overlay == nil)
        #expect(model.notices.toast?.text == "It finished meanwhile; nothing was removed")
        // Outside the question the key that deletes has another, harmless meaning.
        #expect(model.press("D") == [.detach])
    }

    @Test func `start over is not asked if already answered`() {
        let asking = download(1, .paused(.question(.partFileMissing)))
        var model = Sample.model(100, 30, snapshot([asking]))
        model.press("R")
        #expect(text(model)?.hasPrefix("Discard ") ?? false)
        _ = model.update(.snapshot(snapshot([download(1)])), at: model.now)
        #expect(model.overlay == nil)
        #expect(model.press("R") == [])
    }

    @Test func `show it is not offered when it is gone`() {
        var model = Sample.model(100, 30, snapshot([download(1), download(2)]))
        _ = model.update(.paste("https://example.org/files/1"), at: model.now)
        #expect(question(in: model)?.choices.map(\.key) == ["g", "a", .escape])
        _ = model.update(.snapshot(snapshot([download(2)])), at: model.now)
        #expect(question(in: model)?.choices.map(\.key) == ["a", .escape])
    }

    @Test(arguments: ["=", "l", "u"])
    func `a prompt for a finished download says so, and keeps the keys`(_ key: String) {
        var model = Sample.model(100, 30, snapshot([download(1), download(2)]))
        model.press(key)
        _ = model.update(.snapshot(snapshot([download(1, .done), download(2)])), at: model.now)
        #expect(model.type("dq4").isEmpty)
        _ = model.update(.snapshot(snapshot([download(1, .done), download(2)])), at: model.now)
        guard case .prompt(let prompt) = model.overlay else {
            Issue.record("no line")
            return
        }
        #expect(prompt.problem == "already done")
        #expect(model.press("Enter") == [] && model.overlay == nil)
    }

    @Test func `an edit of a finished download is refused`() {
        var model = Sample.model(100, 30, snapshot([download(1)]))
        model.press("e")
        _ = model.update(.snapshot(snapshot([download(1, .done)])), at: model.now)
        #expect(model.press("Enter") == [])
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.problem?.text == "already done")
    }

    @Test func `before the queue arrives it is loading, not empty`() {
        let start = Instant(seconds: 10)
        var model = Model(
            options: InterfaceOptions(directory: "/home/ada/files"), columns: 100, rows: 30,
            at: start)
        #expect(!View.screen(model).picture.contains("Nothing to download yet"))
        #expect(model.nextChange == start + 0.3)
        _ = model.update(.tick, at: start + 0.31)
        #expect(View.screen(model).picture.contains("Loading the queue"))
        #expect(model.nextChange == nil)
        model.press("p")
        #expect(model.notices.toast?.text == "the queue is loading")
        _ = model.update(.snapshot(snapshot([])), at: start + 2)
        #expect(View.screen(model).picture.contains("Nothing to download yet"))
        #expect(model.press("q") == [.quit])
    }
}
