import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Downloads of one name, where existing files are skipped.
@Suite struct `An engine with two downloads of one name` {
    @Test(arguments: [ExistingFilePolicy.skip, .fail])
    func `the second waits for the first, and finds its file`(_ policy: ExistingFilePolicy)
        async throws
    {
        let body = Body.pattern(1 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(256))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let first = try await run.add(origin.url(), to: folder.path) { $0.onExists = policy }
        try await run.wait(for: first, "bytes") { $0.received > 0 }
        let second = try await run.add(origin.url(), to: folder.path) { $0.onExists = policy }
        try await run.wait(for: second, "wait") { picture in
            picture.events.contains { $0.text.hasPrefix("waiting: ") }
        }
        #expect(folder.names == ["file.bin.part"])
        origin.hurry()
        try await run.wait(forEndOf: first)
        let end = try await run.wait(for: second, "end") {
            switch $0.state {
            case .done, .failed: true
            default: false
            }
        }
        #expect((end.state == .done) == (policy == .skip))
        #expect(end.events.contains { $0.text.contains("already exists") })
        #expect(folder.names == ["file.bin"] && folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `when the first fails or is removed, the second fetches the file`() async throws {
        let body = Body.pattern(1 << 20)
        for removes in [false, true] {
            let origin = try await FaultOrigin.start(body: body, .throttle(256))
            let folder = TemporaryFolder()
            let run = try await EngineRun { $0.undoWindow = 0.1 }
            let first = try await run.add(origin.url("/a/file.bin"), to: folder.path) {
                $0.onExists = .skip
            }
            try await run.wait(for: first, "bytes") { $0.received > 0 }
            let second = try await run.add(origin.url("/b/file.bin"), to: folder.path) {
                $0.onExists = .skip
            }
            try await run.wait(for: second, "wait") { picture in
                picture.events.contains { $0.text.hasPrefix("waiting: ") }
            }
            if removes {
                await run.engine.perform(.remove([first], deletingPartFile: true))
            } else {
                origin.misbehave(.when(.path("/a/file.bin"), .status(404)))
                await run.engine.perform(.pause([first]))
                try await run.wait(for: first, "pause") { $0.state == .paused(.user) }
                await run.engine.perform(.resume([first]))
                try await run.wait(for: first, "failure") {
                    if case .failed = $0.state { true } else { false }
                }
            }
            origin.hurry()
            let end = try await run.wait(forEndOf: second)
            #expect(end.received == 1 << 20)
            await run.stop()
            try await origin.stop()
        }
    }

    @Test(arguments: [ExistingFilePolicy.skip, .fail], [0, 1, 1_000, 60_000, 300_000] as [Int64])
    func `one that arrives at once with its head waits, too`(
        _ policy: ExistingFilePolicy, size: Int64
    ) async throws {
        let body = Body.pattern(size)
        let origin = try await FaultOrigin.start(body: body)
        for _ in 0..<4 {
            let folder = TemporaryFolder()
            let run = try await EngineRun { $0.activeDownloads = 4 }
            var ids: [DownloadID] = []
            for _ in 0..<4 {
                ids.append(
                    try await run.add(origin.url(), to: folder.path) { $0.onExists = policy })
            }
            var skipped = 0
            for id in ids {
                let end = try await run.wait(for: id, "end") {
                    switch $0.state {
                    case .done, .failed: true
                    default: false
                    }
                }
                if case .failed(let error) = end.state {
                    #expect(error.kind == .nameTaken, "\(error)")
                    #expect(policy == .fail)
                }
                if end.events.contains(where: { $0.text.contains("already exists") }) {
                    skipped += 1
                }
            }
            #expect(skipped == 3)
            #expect(folder.names == ["file.bin"] && folder.holds(body, as: "file.bin"))
            await run.stop()
        }
        try await origin.stop()
    }
}
