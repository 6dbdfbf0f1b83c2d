import DownloadCore
import DownloadEngine
import Foundation
import Testing

@testable import pdl_tui

/// An entry with fixed times and sizes.
private func entry(_ id: Int64, _ url: String, _ state: LedgerEntry.State) -> LedgerEntry {
    var entry = LedgerEntry(
        id: DownloadID(id), request: DownloadRequest(source: url, directory: "/d"), name: "a.iso")
    entry.state = state
    entry.received = 512
    entry.length = 2048
    entry.added = 1_700_000_000
    return entry
}

struct ListTests {
    @Test func `an entry is one JSON object with the known properties`() {
        let waiting = entry(7, "https://me:secret@host/a.iso", .waiting)
        #expect(
            waiting.json == """
                {"version":1,"id":7,"state":"waiting","listed":true,"inUse":false,\
                "url":"https://host/a.iso","name":"a.iso","directory":"/d","received":512,\
                "length":2048,"added":1700000000}

                """)
        var done = entry(8, "https://host/a.iso", .done(path: "/d/a.iso"))
        done.finished = 1_700_000_060
        done.digest = "sha256:00"
        #expect(done.json.contains(#""path":"/d/a.iso""#))
        #expect(done.json.contains(#""finished":1700000060,"digest":"sha256:00"}"#))
        let error = DownloadError(.status, "404 \"gone\"\u{1B}", status: 404)
        #expect(
            entry(9, "https://host/a", .failed(error)).json.hasSuffix(
                #""error":{"kind":"status","cause":"404 \"gone\"\u001b","status":404}}"# + "\n"))
    }

    @Test func `an entry is a line with state, size, time and name`() {
        #expect(
            entry(1, "https://me:p@host/a.iso", .paused).columns(utcOffset: 0)
                == "paused    25 % of 2.00 KiB      2023-11-14 22:13    a.iso (https://host/a.iso)\n"
        )
        #expect(
            entry(1, "https://host/a", .done(path: "/d/\u{1B}[2J")).columns(utcOffset: 0)
                .contains("\u{1B}") == false)
    }

    @Test func `the whole ledger is listed once, queue first, history by pages`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pdl-list-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ledger = try Ledger.open(path: folder.path + "/ledger.sqlite").ledger
        let count = Int64(LedgerListing.page * 2 + 10)
        try await ledger.save(
            (1...count).map { number in
                var entry = entry(number, "https://host/\(number)", .done(path: "/d/\(number)"))
                entry.isListed = number % 100 == 0
                entry.position = -number
                entry.finished = Double(number)
                return entry
            } + [entry(count + 1, "https://host/last", .waiting)])
        let pipe = folder.path + "/out"
        _ = FileManager.default.createFile(atPath: pipe, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
        try await LedgerListing(ledger: ledger, isJSON: true)
            .write(to: Output(descriptor: file.fileDescriptor))
        let lines = try String(contentsOfFile: pipe, encoding: .utf8).split(separator: "\n")
        let identifiers = lines.compactMap { line in
            line.firstMatch(of: /"id":(\d+)/).flatMap { Int64($0.1) }
        }
        let listed = (1...count).reversed().filter { $0 % 100 == 0 } + [count + 1]
        #expect(identifiers.prefix(listed.count) == listed[...])
        #expect(
            identifiers.dropFirst(listed.count).elementsEqual(
                (1...count).reversed().filter { $0 % 100 != 0 }))
        await ledger.close()
    }
}
