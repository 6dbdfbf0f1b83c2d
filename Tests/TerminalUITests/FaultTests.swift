import DownloadCore
import Testing

@testable import TerminalUI

struct FaultTests {
    private func failed(_ error: DownloadError, columns: Int = 100, rows: Int = 30) -> Model {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [
            Sample.download(
                1, "a-rather-long-name-of-a-file-2026-11.iso", mebibytes: 100, parts: [0.4, 0.3],
                state: .failed(error))
        ]
        return Sample.model(columns, rows, snapshot)
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `every kind of failure has a title, advice and keys`(_ kind: DownloadError.Kind) {
        let fault = kind.fault
        #expect(!fault.words.isEmpty && Text.width(fault.words) <= 27, "\(fault.words)")
        #expect(fault.words.first?.isUppercase == false || kind == .badURL || kind == .status)
        #expect(fault.advice.hasSuffix("."), "\(fault.advice)")
        #expect(fault.remedies.count >= 2)
        #expect(fault.remedies.allSatisfy { !$0.verb.isEmpty && Text.width($0.verb) <= 14 })
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `the row starts with fault and key, complete at 80 columns`(
        _ kind: DownloadError.Kind
    ) throws {
        let error = DownloadError(kind, "some long words of a library about what happened here")
        let model = failed(error, columns: 80, rows: 24)
        let message = try #require(RowMessage(model.snapshot.downloads[0], model.options))
        let rows = View.screen(model).picture.split(separator: "\n")
        let row = try #require(rows.first { $0.contains("a-rather") })
        #expect(row.contains("! " + message.short), "\(row)")
        #expect(message.short.contains(kind.fault.remedies[0].verb))
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `the card gives advice and the keys that work`(_ kind: DownloadError.Kind) {
        let model = failed(DownloadError(kind, "what happened"))
        let picture = View.screen(model).picture
        #expect(picture.contains(kind.fault.advice.prefix(30)), "\(picture)")
        for remedy in kind.fault.remedies where model.disabledReason(for: remedy.action) == nil {
            #expect(picture.contains(remedy.verb))
        }
    }

    @Test func `a click on a key of the card works like the key`() throws {
        var model = failed(DownloadError(.expired, "403 Forbidden", status: 403))
        let lines = View.screen(model).picture.split(
            separator: "\n", omittingEmptySubsequences: false)
        let y = try #require(lines.firstIndex { $0.contains("u new URL   r retry") })
        let x = lines[y].prefix { $0 != "r" }.count
        #expect(
            model.update(.mouse(.click, x: x, y: y), at: model.now)
                == [.perform(.retry([DownloadID(1)]))])
        #expect(model.update(.mouse(.click, x: 1, y: model.rows - 1), at: model.now) == [])
        guard case .prompt(let prompt) = model.overlay else {
            Issue.record("no prompt")
            return
        }
        #expect(prompt.kind == .newURL(DownloadID(1)))
    }

    @Test(arguments: [
        ("image.iso", "text/html; charset=utf-8", "an ISO image"),
        ("a.zip", "text/html", "an archive"),
    ])
    func `a web page under another name is marked with a warning`(
        _ name: String, _ type: String, _ what: String
    ) {
        var download = Sample.download(1, name, mebibytes: 1, parts: [1], state: .done)
        download.server = ServerFacts(host: "example.org")
        download.server?.mediaType = type
        #expect(download.warning == "this is a web page, not \(what); the link may need a login")
        download.server?.mediaType = "application/octet-stream"
        #expect(download.warning == nil)
        download.server?.mediaType = type
        download.name = "index.html"
        #expect(download.warning == nil)
    }

    @Test func `a download waiting for the disk is counted once`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        let full = DownloadError(.diskFull, "no space left")
        snapshot.downloads = [
            Sample.download(1, "a.iso", mebibytes: 10, parts: [0.5], state: .paused(.disk(full))),
            Sample.download(2, "b.iso", mebibytes: 10, parts: [0.5], state: .paused(.person)),
            Sample.download(3, "c.iso", mebibytes: 10, parts: [0.5], state: .paused(.inUse)),
        ]
        snapshot.limit = 2 << 20
        snapshot.isSlow = true
        let picture = View.screen(Sample.model(80, 24, snapshot)).picture
        #expect(picture.contains("1 needs you · 1 waiting for disk · 1 paused\n"))
        #expect(picture.contains("slow mode  limit 2.00 MiB/s"))
        #expect(picture.contains("disk full · resumes by itself"))
    }
}
