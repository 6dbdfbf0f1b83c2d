import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// Files that exist already when a download is added again.
@Suite struct `An engine and existing files` {
    private let body = Body.pattern(4 << 20)
    private let naming = Fault.field("Content-Disposition", "attachment; filename=\"file.bin\"")

    /// Ends a run in the middle of a download, and returns the name of its part file.
    private func interrupt(
        _ url: String, _ origin: FaultOrigin, in folder: TemporaryFolder, ledger: String? = nil,
        _ change: (inout DownloadRequest) -> Void = { _ in }
    ) async throws {
        origin.hold(after: 900_000)
        let run = try await EngineRun(ledger: ledger)
        let id = try await run.add(url, to: folder.path, fragments: 1, change)
        try await run.wait(for: id, "some bytes") { $0.received > 600_000 }
        await run.stop()
        origin.release()
    }

    /// Expects that a file that has appeared beside a part file is kept, and nothing fetched.
    private func expectKept(
        _ policy: ExistingFilePolicy, _ run: EngineRun, _ id: DownloadID,
        in folder: TemporaryFolder, _ part: [UInt8]?, isLogged: Bool = true
    ) async throws {
        let end = try await run.wait(for: id, "end") { $0.isOver }
        if policy == .skip {
            #expect(end.state == .done)
            let isSaid = end.events.contains { $0.text == "file.bin already exists, skipped" }
            #expect(isSaid == isLogged)
        } else {
            #expect(
                end.state == .failed(DownloadError(.nameTaken, "file.bin already exists")))
        }
        await run.stop()
        #expect(folder.content("file.bin") == [1])
        #expect(folder.names == ["file.bin", "file.bin.part"])
        #expect(folder.content("file.bin.part") == part)
    }

    @Test(arguments: [ExistingFilePolicy.skip, .fail], [nil, "file.bin"])
    func `a file beside an own part file decides before anything is fetched`(
        _ policy: ExistingFilePolicy, _ name: String?
    ) async throws {
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let url = name == nil ? origin.url() : origin.url("/other")
        func change(_ request: inout DownloadRequest) {
            request.onExists = policy
            request.name = name
        }
        try await interrupt(url, origin, in: folder, change)
        folder.put([1], "file.bin")
        let part = folder.content("file.bin.part")
        let served = origin.bytesServed
        let run = try await EngineRun()
        let id = try await run.add(url, to: folder.path, fragments: 1, change)
        try await expectKept(policy, run, id, in: folder, part)
        #expect(origin.bytesServed == served)
        try await origin.stop()
    }

    @Test(arguments: [ExistingFilePolicy.skip, .fail])
    func `so does one beside a part file that the ledger knows`(
        _ policy: ExistingFilePolicy
    ) async throws {
        let origin = try await FaultOrigin.start(body: body)
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        try await interrupt(origin.url(), origin, in: folder, ledger: ledger) {
            $0.onExists = policy
        }
        folder.put([1], "file.bin")
        let part = folder.content("file.bin.part")
        for isFirst in [true, false] {
            // The next run has nothing to do, and does not take the download up again.
            let run = try await EngineRun(ledger: ledger)
            try await wait(for: "the queue") { run.snapshot?.downloads.count == 1 }
            let id = try #require(run.snapshot?.downloads.first?.id)
            // The ledger keeps no events.
            try await expectKept(policy, run, id, in: folder, part, isLogged: isFirst)
        }
        try await origin.stop()
    }

    @Test(arguments: [ExistingFilePolicy.skip, .fail])
    func `so does one with the name that the server gives`(
        _ policy: ExistingFilePolicy
    ) async throws {
        let origin = try await FaultOrigin.start(body: body, naming)
        let folder = TemporaryFolder()
        try await interrupt(origin.url("/get"), origin, in: folder) { $0.onExists = policy }
        folder.put([1], "file.bin")
        let part = folder.content("file.bin.part")
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/get"), to: folder.path, fragments: 1) {
            $0.onExists = policy
        }
        try await expectKept(policy, run, id, in: folder, part)
        try await origin.stop()
    }

    @Test(arguments: [2_000, 3 << 20] as [Int64], [false, true])
    func `overwriting downloads of one batch do not replace each other's file`(
        _ size: Int64, releases: Bool
    ) async throws {
        let body = Body.pattern(size)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        folder.put([1], "same.bin")
        folder.put([2], "same (1).bin")
        let run = try await EngineRun {
            $0.releasesEnded = releases
            $0.activeDownloads = 2
        }
        var requests: [DownloadRequest] = []
        for path in ["/p/same.bin", "/q/same.bin", "/r/same.bin"] {
            var request = DownloadRequest(source: origin.url(path), directory: folder.path)
            request.onExists = .overwrite
            requests.append(request)
        }
        _ = await run.engine.add(requests)
        let names = ["same (1).bin", "same (2).bin", "same (3).bin", "same.bin"]
        try await wait(for: "all files", state: { "\(folder.names)" }) { folder.names == names }
        #expect(folder.content("same (1).bin") == [2])
        for name in ["same.bin", "same (2).bin", "same (3).bin"] {
            #expect(folder.holds(body, as: name))
        }
        // One that is added later replaces the file, unless all are of one command.
        _ = await run.engine.add(Array(requests.prefix(1)))
        if releases {
            try await wait(for: "another name") { folder.names.contains("same (4).bin") }
        } else {
            try await wait(for: "the end") {
                run.snapshot?.downloads.count == 4
                    && run.snapshot?.downloads.allSatisfy { $0.state == .done } == true
            }
            #expect(folder.names == names)
        }
        await run.stop()
        try await origin.stop()
    }

    /// Why a part file is not resumed.
    enum Flaw: String, CaseIterable {
        case writable, linked, cut

        var words: String {
            switch self {
            case .writable: "is writable by other users"
            case .linked: "has more than one hard link"
            case .cut: "does not end with a valid progress record"
            }
        }
    }

    @Test(arguments: Flaw.allCases, [false, true])
    func `a part file that is not resumed is reported once, with the reason`(
        _ flaw: Flaw, isNamedByServer: Bool
    ) async throws {
        let origin = try await FaultOrigin.start(body: body)
        if isNamedByServer { origin.misbehave(naming) }
        let (folder, backup) = (TemporaryFolder(), TemporaryFolder())
        let url = origin.url(isNamedByServer ? "/get" : "/file.bin")
        try await interrupt(url, origin, in: folder)
        let part = folder.path + "/file.bin.part"
        switch flaw {
        case .writable: chmod(part, 0o666)
        case .linked: link(part, backup.path + "/file.bin.part")
        case .cut: truncate(part, 1 << 20)
        }
        let run = try await EngineRun()
        let id = try await run.add(url, to: folder.path, fragments: 1)
        let end = try await run.wait(forEndOf: id)
        let text = "does not resume file.bin.part, which \(flaw.words)"
        #expect(end.refusal?.text == text)
        #expect(end.events.count { $0.text == text } == 1)
        #expect(folder.holds(body, as: end.name))
        #expect(folder.names.contains("file.bin.part"))
        await run.stop()
        try await origin.stop()
    }
}
