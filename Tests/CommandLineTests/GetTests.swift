import DownloadCore
import Glibc
import Testing

@testable import pdl_tui

private func download(
    _ id: Int64, _ state: DownloadSnapshot.State, received: Int64 = 0, length: Int64? = 1000
) -> DownloadSnapshot {
    let request = DownloadRequest(source: "https://u:p@host/f\(id)", directory: "/d")
    var download = DownloadSnapshot(id: DownloadID(id), request: request, name: "f\(id)")
    download.state = state
    download.received = received
    download.length = length
    return download
}

private func snapshot(_ seconds: Double, _ downloads: DownloadSnapshot...) -> Snapshot {
    var snapshot = Snapshot(time: Instant(seconds: seconds))
    snapshot.downloads = downloads
    return snapshot
}

struct GetReportTests {
    @Test func `start, progress once a second, done once`() {
        var report = GetReport(detail: .progress)
        var lines: [String] = []
        for moment in [
            snapshot(0, download(1, .waiting)), snapshot(1, download(1, .asking)),
            snapshot(1.5, download(1, .running, received: 100)),
            snapshot(2.1, download(1, .running, received: 500)),
            snapshot(2.2, download(1, .running, received: 600)),
            snapshot(4, download(1, .done, received: 1000)),
            snapshot(4.1, download(1, .done, received: 1000)), snapshot(4.2),
        ] {
            lines += report.events(in: moment).map(\.line)
        }
        #expect(
            lines == [
                "https://host/f1\n", "f1: 50 %, 0.49/0.98 KiB, 0 B/s\n",
                "f1: done, 0.98 KiB in 0:03, 300 B/s\n",
            ])
    }

    @Test func `plain lines omit the query, which may be a signature; JSON has it`() {
        var signed = download(1, .failed(DownloadError(.status, "404", status: 404)))
        signed.request.sources = ["https://u:p@host/f?X-Signature=abc"]
        for kind in [DownloadNotice.Kind.start, .failed(DownloadError(.status, "404"))] {
            let event = DownloadNotice(kind, of: signed, seconds: 0)
            #expect(event.line.contains("https://host/f?…") && !event.line.contains("Signature"))
            #expect(event.json(time: 0).contains("https://host/f?X-Signature=abc"))
        }
    }

    @Test func `a download that waits for descriptors says so once`() {
        var report = GetReport(detail: .waits)
        let error = DownloadError(.disk, "too many open files: cannot open f1.part")
        let lines = (0..<3).flatMap { second in
            report.events(in: snapshot(Double(second), download(1, .paused(.disk(error)))))
                .map(\.line)
        }
        #expect(
            lines.filter { $0.contains("too many open files") } == [
                "f1: too many open files: cannot open f1.part; waiting (see ulimit -n)\n"
            ])
    }

    @Test func `a failed attempt is reported once, and the next one again`() {
        var report = GetReport(detail: .retries)
        let error = DownloadError(.busy, "503 Service Unavailable", status: 503)
        func running(_ state: FragmentSnapshot.State) -> DownloadSnapshot {
            var running = download(1, .running)
            var fragment = FragmentSnapshot(number: 3, range: ByteRange(0, 1000))
            fragment.state = state
            running.fragments = [fragment]
            return running
        }
        let retrying = FragmentSnapshot.State.retrying(error, try: 2, of: 5, inSeconds: 3)
        let counts = [retrying, retrying, .receiving, retrying].enumerated().map { index, state in
            report.events(in: snapshot(Double(index) / 10, running(state)))
                .count { if case .retry = $0.kind { true } else { false } }
        }
        #expect(counts == [1, 0, 0, 1])
    }

    @Test func `a file that replaces its Metalink has its own start`() {
        var report = GetReport(detail: .retries)
        var link = download(1, .asking)
        link.request.sources = ["https://host/all.meta4"]
        link.name = "all.meta4"
        let moments = [
            snapshot(0, link), snapshot(1, download(1, .waiting)),
            snapshot(2, download(1, .asking)),
            snapshot(2.5, download(1, .running)), snapshot(3.5, download(1, .done, received: 1000)),
        ]
        let events = moments.flatMap { report.events(in: $0) }
        #expect(events.map(\.kind) == [.start, .start, .done])
        #expect(
            events.map(\.url) == ["https://host/all.meta4"]
                + [String](repeating: "https://host/f1", count: 2))
        #expect(events.map(\.path) == ["/d/all.meta4", "/d/f1", "/d/f1"])
        #expect(events.last?.seconds == 1.5)
    }

    @Test func `a warning is reported once, even if the download ends at once`() {
        var report = GetReport(detail: .results)
        var warned = download(1, .asking)
        warned.refusal = DownloadEvent(time: 1, text: "goes without the mirrors")
        var lines = report.events(in: snapshot(0, warned)).map(\.line)
        lines += report.events(in: snapshot(0.1, warned)).map(\.line)
        #expect(lines == ["f1: goes without the mirrors\n"])
        let event = DownloadNotice(.warning("x"), of: download(1, .asking), seconds: 0)
        #expect(event.json(time: 0).contains(#""event":"warning""#))
        #expect(event.json(time: 0).contains(#""seconds":0,"warning":"x"}"#))
        var ended = warned
        ended.id = DownloadID(2)
        ended.state = .done
        #expect(report.events(in: snapshot(0.2, ended)).map(\.kind).count == 2)
    }

    @Test func `an earlier end is not reported, but the result of a retry is`() {
        var report = GetReport(detail: .retries)
        let failed = DownloadSnapshot.State.failed(DownloadError(.status, "404", status: 404))
        let before = snapshot(
            0, download(1, .done), download(2, failed), download(3, .paused(.user)))
        report.passOver(before)
        #expect(report.events(in: before).isEmpty)
        let states: [DownloadSnapshot.State] = [.waiting, .asking, .running, .done, .done]
        let events = states.enumerated().flatMap { number, state in
            report.events(
                in: snapshot(Double(number) / 10, download(1, .done), download(2, state)))
        }
        #expect(events.map(\.kind) == [.start, .done])
        #expect(events.allSatisfy { $0.id == 2 })
    }

    @Test func `a question that needs the user is a failure`() {
        var report = GetReport(detail: .results)
        let events = report.events(
            in: snapshot(
                0, download(1, .paused(.inUse)), download(2, .paused(.question(.partFileMissing))),
                download(3, .paused(.user)),
                download(4, .retrying(DownloadError(.busy, "x"), inSeconds: 1))))
        #expect(events.map(\.id) == [1, 2])
    }

    @Test func `a long wait is reported once until bytes arrive, unless quiet`() {
        let error = DownloadError(.busy, "429 Too Many Requests", status: 429)
        for (detail, count) in [(GetReport.Detail.results, 0), (.waits, 2), (.progress, 2)] {
            var report = GetReport(detail: detail)
            var waiting = download(1, .retrying(error, inSeconds: 60))
            var kinds: [DownloadNotice.Kind] = []
            for step in 0..<5 {
                waiting.state = .retrying(error, inSeconds: step == 0 ? 1 : Double(60 - step))
                kinds += report.events(in: snapshot(Double(step) / 10, waiting)).map(\.kind)
            }
            waiting.received += 1_000
            kinds += report.events(in: snapshot(0.6, waiting)).map(\.kind)
            let waits = kinds.count { if case .retry = $0 { true } else { false } }
            #expect(waits == count, "\(detail): \(kinds)")
        }
    }

    @Test func `the JSON shape is the documented one`() {
        var event = DownloadNotice(.start, of: download(7, .asking), seconds: 0)
        #expect(
            event.json(time: 12.5)
                == #"{"version":1,"event":"start","time":12.500,"id":7,"url":"https://host/f7","path":"/d/f7"}"#
                + "\n")
        event = DownloadNotice(
            .failed(DownloadError(.status, "404 \u{1B}\"Not Found\"", status: 404)),
            of: download(7, .waiting, received: 5), seconds: 1)
        #expect(
            event.json(time: 0)
                == #"{"version":1,"event":"failed","time":0,"id":7,"url":"https://host/f7","path":"/d/f7","#
                + #""received":5,"length":1000,"seconds":1,"error":{"kind":"status","cause":"404 \u001b\"Not Found\"","status":404}}"#
                + "\n")
    }
}

struct InputTests {
    /// The descriptors of a new pipe: read end, write end.
    private func pipe() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func `lines are delivered as written, the last one even without its end`() throws {
        let (reading, writing) = try pipe()
        var reader = LineReader(descriptor: reading)
        write(writing, "a\nb\nc", 5)
        #expect(try reader.lines(upTo: 1) == ["a"])
        #expect(try reader.lines(upTo: 9) == ["b"])
        write(writing, "c\n", 2)
        #expect(try reader.lines(upTo: 9) == ["cc"])
        write(writing, "d", 1)
        close(writing)
        #expect(try reader.lines(upTo: 9) == ["d"])
        #expect(try reader.lines(upTo: 9) == [])
    }

    @Test func `URLs of the command line precede those of files`() async throws {
        var name = Array("/tmp/pdl-tui-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        try #require(descriptor >= 0)
        let path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(path) }
        let text = "\u{FEFF}https://c/\r\n# no\nhttps://d/ nonsense\nhttps://e/\n"
        write(descriptor, text, text.utf8.count)
        close(descriptor)
        let source = try InputSource(urls: ["https://a/", "https://b/"], files: [path])
        var urls: [String] = []
        while case let entries = await source.next(3), !entries.isEmpty {
            for entry in entries {
                switch entry {
                case .success(let line): urls.append(line.url)
                case .failure(let error):
                    #expect(error.message.hasPrefix("\(path):3: “nonsense” after the URL"))
                    urls.append("?")
                }
            }
        }
        #expect(urls == ["https://a/", "https://b/", "https://c/", "?", "https://e/"])
    }

    @Test func `a missing input file is a usage error`() {
        #expect(throws: SettingError.self) { try InputSource(urls: [], files: ["/none/such"]) }
    }
}
