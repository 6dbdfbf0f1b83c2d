import DownloadCore
import FaultOrigin
import GRDB
import Testing

@testable import DownloadEngine

/// What the next run finds in the ledger.
@Suite struct `An engine and the final state of its ledger` {
    private let state = TemporaryFolder()
    private var ledger: String { state.path + "/ledger.sqlite" }

    /// The rows as the next run would load them.
    private func rows() async throws -> [LedgerEntry] {
        let ledger = try Ledger.open(path: ledger).ledger
        let rows = try await ledger.loadQueue(claiming: false)
        await ledger.close()
        return rows
    }

    /// Ends a run and expects that its rows are saved.
    private func stop(
        _ run: EngineRun, _ comment: Comment, isSaved: ([LedgerEntry]) -> Bool
    ) async throws {
        let start = ContinuousClock.now
        await run.stop()
        // An exit gives up on a ledger that takes nothing for five seconds, and this process may
        // have stood still as long.
        if ContinuousClock.now - start > .seconds(4) {
            try await wait(for: "the rows, \(comment)") { isSaved(try await rows()) }
        }
        #expect(isSaved(try await rows()), comment)
    }

    @Test func `exiting as soon as all is done leaves no waiting row`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(10_000))
        for round in 0..<12 {
            let folder = TemporaryFolder()
            let run = try await EngineRun(ledger: ledger) { $0.activeDownloads = 8 }
            var ids: [DownloadID] = []
            for number in 0..<8 {
                ids.append(try await run.add(origin.url("/\(round)-\(number)"), to: folder.path))
            }
            try await wait(for: "the end of all") {
                ids.allSatisfy { run[$0]?.state == .done }
            }
            try await stop(run, "round \(round)") { rows in
                rows.allSatisfy { if case .done = $0.state { true } else { false } }
            }
        }
        try await origin.stop()
    }

    @Test(arguments: [false, true])
    func `no engine starts beside a ledger of a later version`(isRequired: Bool) async throws {
        let opened = try Ledger.open(path: ledger).ledger
        _ = try await opened.perform { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 later')")
        }
        await opened.close()
        let error = await #expect(throws: DownloadError.self) {
            _ = try await EngineRun(ledger: ledger) { $0.requiresLedger = isRequired }
        }
        #expect(error?.kind == .disk && error?.cause.contains("newer pdl-tui: \(ledger)") == true)
        #expect(error?.cause.hasSuffix("update pdl-tui, or move that file away") == true)
        #expect(!state.names.contains { $0.contains("newer") })
    }

    @Test func `a URL added twice is not fetched twice by a fast queue`()
        async throws
    {
        let body = Body.pattern(1 << 20)
        // So little for each connection that it cannot complete, however long the machine takes.
        let origin = try await FaultOrigin.start(body: body, .stall(after: 1_000))
        let folder = TemporaryFolder()
        let first = try await EngineRun(ledger: ledger)
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "bytes") { $0.received > 0 }
        await first.stop()
        origin.misbehave()
        let second = try await EngineRun(ledger: ledger)
        try await second.wait(forEndOf: id)
        var request = DownloadRequest(source: origin.url(), directory: folder.path)
        await second.engine.takeUp([request])
        #expect(await second.engine.downloadCount == 1)
        #expect(second[id]?.state == .done)
        // Added after that, or to another folder, it is another download.
        await second.engine.takeUp([request])
        #expect(await second.engine.downloadCount == 2)
        request.directory += "/elsewhere"
        await second.engine.takeUp([request])
        #expect(await second.engine.downloadCount == 3)
        await second.stop()
        try await origin.stop()
    }

    /// Changes to a long list just before quitting.
    enum Deed: CaseIterable {
        case pauseAll, resumeAll, pauseAndResumeAll, limit, remove
    }

    @Test(arguments: Deed.allCases)
    func `changes to a long list are present at the next start`(_ deed: Deed) async throws {
        let count = 4_000
        let origin = try await FaultOrigin.start(body: .pattern(1 << 20), .stall(after: 1))
        let folder = TemporaryFolder()
        let requests = (0..<count).map {
            DownloadRequest(source: origin.url("/\($0)"), directory: folder.path)
        }
        let run = try await EngineRun(ledger: ledger) { $0.activeDownloads = 1 }
        let ids = await run.engine.add(requests)
        if deed == .resumeAll { await run.engine.perform(.pauseAll) }
        try await wait(for: "its rows") {
            let ledger = await run.engine.ledger
            return ledger.saving == nil && ledger.isUpToDate
        }
        switch deed {
        case .pauseAll: await run.engine.perform(.pauseAll)
        case .resumeAll: await run.engine.perform(.resumeAll)
        case .pauseAndResumeAll:
            await run.engine.perform(.pauseAll)
            await run.engine.perform(.resumeAll)
        case .limit: await run.engine.perform(.limitDownload(ids, bytesPerSecond: 1_000))
        case .remove: await run.engine.perform(.remove(ids, deletingPartFile: false))
        }
        try await stop(run, "\(deed)") { rows in
            rows.count == (deed == .remove ? 0 : count)
                && rows.allSatisfy { $0.state == (deed == .pauseAll ? .paused : .waiting) }
                && rows.allSatisfy { $0.request.limit == (deed == .limit ? 1_000 : nil) }
        }
        try await origin.stop()
    }
}

/// Downloads that have not begun, of which the engine keeps little more than a snapshot.
@Suite struct `An engine and downloads that rest` {
    private let state = TemporaryFolder()
    private var ledger: String { state.path + "/ledger.sqlite" }

    private func requests(_ count: Int) -> [DownloadRequest] {
        // No server listens there; nothing starts before it is resumed.
        (0..<count).map {
            DownloadRequest(source: "http://127.0.0.1:9/\($0).iso", directory: state.path)
        }
    }

    @Test func `they keep their turns, names and places over a restart`() async throws {
        let first = try await EngineRun(ledger: ledger) { $0.activeDownloads = 0 }
        let ids = await first.engine.add(requests(2_500))
        await first.engine.perform(.pauseAll)
        await first.engine.perform(.resume([ids[3], ids[7]]))
        await first.engine.perform(.move([ids[2_499]], by: -2_499))
        try await wait(for: "the turns") {
            first.snapshot?.downloads.filter { $0.state == .waiting }.map(\.id) == [ids[3], ids[7]]
        }
        await first.stop()
        let second = try await EngineRun(ledger: ledger) { $0.activeDownloads = 0 }
        try await wait(for: "the list") { second.snapshot?.downloads.count == 2_500 }
        let downloads = try #require(second.snapshot?.downloads)
        #expect(downloads.map(\.id) == [ids[2_499]] + ids[..<2_499])
        #expect(downloads.filter { $0.state == .waiting }.map(\.id) == [ids[3], ids[7]])
        #expect(downloads[8].name == "7.iso" && downloads[8].urls == ["http://127.0.0.1:9/7.iso"])
        await second.stop()
    }

    @Test func `the removal of many can be undone for the latest`() async throws {
        let run = try await EngineRun(ledger: ledger) {
            $0.activeDownloads = 0
            $0.undoWindow = 600
        }
        let ids = await run.engine.add(requests(1_500))
        await run.engine.perform(.remove(ids + ids, deletingPartFile: false))
        try await wait(for: "an empty list") { run.snapshot?.downloads.isEmpty == true }
        await run.engine.perform(.restore(ids))
        try await wait(for: "the latest") { run.snapshot?.downloads.map(\.id) == ids.suffix(64) }
        await run.stop()
    }

    @Test func `a change of one wakes it, and it keeps its turn`() async throws {
        let run = try await EngineRun(ledger: ledger) { $0.activeDownloads = 0 }
        let ids = await run.engine.add(requests(3))
        await run.engine.perform(.pause([ids[1]]))
        await run.engine.perform(.limitDownload(ids, bytesPerSecond: 1_000))
        try await wait(for: "the limits") {
            run.snapshot?.downloads.allSatisfy { $0.request.limit == 1_000 } == true
        }
        #expect(
            run.snapshot?.downloads.map(\.state) == [.waiting, .paused(.user), .waiting])
        await run.engine.perform(.pauseAll)
        try await wait(for: "the pause of all") {
            run.snapshot?.downloads.allSatisfy { $0.state == .paused(.user) } == true
        }
        await run.stop()
    }
}

/// The changes not yet in the ledger.
@Suite struct UnsavedChangesTests {
    private func ids(_ range: Range<Int64>) -> [DownloadID] { range.map { DownloadID($0) } }

    @Test func `batches are bounded and contain everything`() {
        var changes = UnsavedChanges()
        for id in ids(0..<4_500) { changes.note(id) }
        var taken: Set<DownloadID> = []
        var sizes: [Int] = []
        while !changes.isEmpty {
            let batch = changes.takeRows(most: 2_000)
            sizes.append(batch.count)
            taken.formUnion(batch)
        }
        #expect(sizes == [2_000, 2_000, 500])
        #expect(taken.count == 4_500)
    }

    @Test func `a sweep skips rows with nothing to update`() {
        var changes = UnsavedChanges()
        changes.note(DownloadID(1))
        changes.note(touched: DownloadID(2))
        let before = changes
        for id in ids(0..<10) {
            changes.note(id)
            changes.note(touched: id)
        }
        changes.note(.pause, ofAll: ids(0..<8), before: before)
        #expect(changes.takeSweeps() == [.pause])
        #expect(Set(changes.takeRows(most: 100)) == Set(ids(1..<2) + ids(8..<10)))
        // Rows that were only touched are written at the end.
        #expect(changes.isEmpty)
        changes.noteTouched { _ in true }
        #expect(changes.takeRows(most: 100) == ids(2..<3))
    }

    @Test func `a row removed from the list is written as it was then`() {
        var changes = UnsavedChanges()
        changes.note(DownloadID(1))
        let request = DownloadRequest(source: "https://example.org/a", directory: "/")
        changes.note(removed: LedgerEntry(id: DownloadID(1), request: request, name: "a"))
        #expect(changes.takeRemoved(most: 10).map(\.id) == ids(1..<2))
        #expect(changes.takeRows(most: 10).isEmpty && changes.isEmpty)
    }
}
