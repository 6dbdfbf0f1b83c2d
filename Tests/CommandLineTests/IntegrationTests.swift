import DownloadCore
import DownloadEngine
import Foundation
import Synchronization
import Testing

@testable import pdl_tui

private func download(_ number: Int64, _ state: DownloadSnapshot.State) -> DownloadSnapshot {
    var download = DownloadSnapshot(
        id: DownloadID(number),
        request: DownloadRequest(source: "https://me:p@host/a b.iso", directory: "/d"),
        name: "a b.iso")
    download.state = state
    download.length = 9
    return download
}

private func snapshot(_ downloads: DownloadSnapshot...) -> Snapshot {
    var snapshot = Snapshot(time: Instant(seconds: 0))
    snapshot.downloads = downloads
    return snapshot
}

private let failure = DownloadError(.status, "404 Not Found", status: 404)

struct HookTests {
    @Test func `a hook gets its arguments verbatim and the details as variables`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pdl-hook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.path + "/hook"
        let script = """
            #!/bin/sh
            { printf '%s|' "$@" "$PDL_EVENT" "$PDL_PATH" "$PDL_NAME" "$PDL_URL" "$PDL_SIZE" \
            "$PDL_ERROR" "$PDL_ERROR_KIND"; cat; echo; } >>"$0.out"

            """
        let text = program + ".text"
        try script.write(toFile: text, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: text)
        // A child forked by another test while we write the program would keep it busy (ETXTBSY).
        #expect(try ChildProcess.run(["cp", text, program], variables: [:], to: .nowhere) == 0)
        var settings = Settings()
        settings.onComplete = ["~/hook", "$(x) 'y'", "z"]
        settings.onFail = [program]
        let hooks = Hooks(settings, home: folder.path, output: .nowhere) { Issue.record("\($0)") }
        hooks.run(for: DownloadNotice(.done, of: download(1, .done), seconds: 1))
        hooks.run(
            for: DownloadNotice(.failed(failure), of: download(2, .failed(failure)), seconds: 1))
        hooks.run(for: DownloadNotice(.progress, of: download(3, .running), seconds: 1))
        await hooks.finish()
        #expect(
            try String(contentsOfFile: program + ".out", encoding: .utf8) == """
                $(x) 'y'|z|done|/d/a b.iso|a b.iso|https://host/a%20b.iso|9|||
                failed|/d/a b.iso|a b.iso|https://host/a%20b.iso|9|404 Not Found|status|

                """)
    }

    @Test func `a hook that fails or is missing is reported`() async {
        let told = DeferredMessages()
        for (program, expected) in [
            ("false", "on-fail: false exited with code 1"),
            ("/nowhere/x", "on-fail: /nowhere/x cannot be run: No such file or directory"),
        ] {
            var settings = Settings()
            settings.onFail = [program]
            let hooks = Hooks(settings, home: nil, output: .nowhere) { told.add($0) }
            hooks.run(for: DownloadNotice(.failed(failure), of: download(1, .done), seconds: 0))
            hooks.run(for: DownloadNotice(.done, of: download(1, .done), seconds: 0))
            await hooks.finish()
            #expect(told.take() == [expected])
            #expect(!hooks.isBusy)
        }
    }

    @Test func `no variable of a hook is that of a setting`() {
        let event = DownloadNotice(.failed(failure), of: download(1, .failed(failure)), seconds: 0)
        let variables = Set(event.hookVariables.keys)
        #expect(variables.isDisjoint(with: Setting<Settings>.all.map(\.variable)))
    }
}

struct EndingsTests {
    @Test func `a download completes once, unless it is retried`() {
        var completions = CompletionDetector(
            before: snapshot(download(1, .done), download(2, .failed(failure))))
        let kinds = { (snapshot: Snapshot) in completions.news(in: snapshot).map(\.kind) }
        #expect(kinds(snapshot(download(1, .done), download(2, .failed(failure)))) == [])
        #expect(kinds(snapshot(download(1, .done), download(2, .running))) == [])
        #expect(kinds(snapshot(download(2, .failed(failure)))) == [.failed(failure)])
        #expect(kinds(snapshot(download(2, .failed(failure)), download(3, .done))) == [.done])
        #expect(kinds(snapshot(download(2, .done))) == [])
        #expect(kinds(snapshot(download(2, .paused(.user)), download(4, .waiting))) == [])
        #expect(kinds(snapshot(download(2, .done), download(4, .paused(.inUse)))) == [.done])
    }
}

struct DesktopNoticeTests {
    private static let desktop = ["DISPLAY": ":0", "TERM": "xterm-256color"]

    private func commands(_ variables: [String: String], isOn: Bool = true) -> [[String]?] {
        let notice = DesktopNotice(isOn: isOn) { variables[$0] }
        var completions = CompletionDetector(before: snapshot())
        return [
            snapshot(download(1, .done), download(2, .running)),
            snapshot(download(1, .done), download(2, .paused(.user))),
            snapshot(download(1, .done), download(2, .failed(failure))),
            snapshot(download(1, .done), download(2, .failed(failure))),
        ].map { notice.command(for: $0, hasEnded: !completions.news(in: $0).isEmpty) }
    }

    @Test func `a download that came and ended between two snapshots is reported`() {
        let notice = DesktopNotice(isOn: true) { Self.desktop[$0] }
        #expect(notice.command(for: snapshot(), hasEnded: false) == nil)
        #expect(notice.command(for: snapshot(download(1, .done)), hasEnded: true) != nil)
        #expect(notice.command(for: snapshot(download(1, .done)), hasEnded: false) == nil)
    }

    @Test func `a log that has grown long is rotated, and the previous one is kept`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "pdl-tui-log-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "log")
        try Data(count: Int(LogFile.most)).write(to: path)
        var log = LogFile(path: path.path)
        log.note(snapshot(download(1, .done)), time: 951_782_400)
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(text.hasPrefix("2000-02-29T00:00:00Z 1 start "), "\(text)")
        #expect(try Data(contentsOf: folder.appending(path: "log.1")).count == LogFile.most)
        #expect(LogFile.withoutQueries("at https://a/b?c=d&e, x?y") == "at https://a/b?… x?y")
        #expect(LogFile.withoutQueries("https://a/b#token=c?d") == "https://a/b#…")
    }

    @Test func `notifies once, when the last download ends, and not at a pause`() {
        let command = [
            "notify-send", "--app-name=pdl-tui", "pdl-tui", "Downloads: 1 done, 1 failed",
        ]
        #expect(commands(Self.desktop) == [nil, nil, command, nil])
    }

    @Test(arguments: [
        [:], ["DISPLAY": ":0", "SSH_CONNECTION": "x"], ["DISPLAY": ":0", "TERM": "xterm-kitty"],
        ["WAYLAND_DISPLAY": "w", "TERM_PROGRAM": "WezTerm"],
    ])
    func `notifies neither without a desktop nor where the terminal does it`(
        _ variables: [String: String]
    ) {
        #expect(commands(variables) == [nil, nil, nil, nil])
        #expect(commands(Self.desktop, isOn: false) == [nil, nil, nil, nil])
    }
}
