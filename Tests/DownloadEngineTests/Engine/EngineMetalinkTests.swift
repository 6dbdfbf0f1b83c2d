import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// URLs that lead to Metalinks: their files come in their place.
@Suite struct `An engine and Metalinks` {
    private let body = Body.pattern(100_000)

    /// A document at a path.
    private func document(_ path: String, _ text: String, type: String? = nil) -> Fault {
        .when(
            .path(path),
            .resource {
                $0.body = .bytes(Array(text.utf8))
                $0.mediaType = type ?? $0.mediaType
            })
    }

    private func failure(_ run: EngineRun, _ id: DownloadID) async throws -> DownloadError {
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return DownloadError(.defect, "none") }
        return error
    }

    @Test func `its files replace it, and credentials stay with its host`() async throws {
        let hex = BodyDigest.hex(of: body.bytes(in: 0..<body.count).span.bytes, .sha256)
        let other = try await FaultOrigin.start(body: body)
        let origin = try await FaultOrigin.start(body: body)
        let link = """
            <metalink xmlns="urn:ietf:params:xml:ns:metalink">
            <file name="sub/own.bin"><size>\(body.count)</size><hash type="sha-256">\(hex)</hash>
            <url priority="1">\(origin.url("/own"))</url><url>\(other.url("/own"))</url></file>
            <file name="other.bin"><size>\(body.count)</size><hash type="sha-256">\(hex)</hash>
            <url>\(other.url("/other"))</url></file></metalink>
            """
        origin.misbehave(
            document("/list", link, type: "application/metalink4+xml; charset=utf-8"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/list?x=1"), to: folder.path) {
            $0.transport.headers = ["X-Key: secret"]
            $0.transport.bearer = "token"
        }
        try await wait(for: "all files") {
            run.snapshot?.added == 2
                && run.snapshot?.downloads.allSatisfy { $0.state == .done } == true
        }
        let downloads = try #require(run.snapshot?.downloads)
        try #require(downloads.map(\.name) == ["own.bin", "other.bin"])
        #expect(downloads[0].id == id)
        #expect(downloads.allSatisfy { $0.digest?.checksum.hex == hex })
        #expect(folder.names == ["other.bin", "sub"])
        #expect(folder.holds(body, as: "sub/own.bin") && folder.holds(body, as: "other.bin"))
        #expect(origin.log.allSatisfy { $0.request.field("x-key") == "secret" })
        #expect(!other.log.isEmpty)
        for name in ["x-key", "authorization"] {
            #expect(other.log.allSatisfy { $0.request.field(name) == nil })
        }
        await run.stop()
        try await origin.stop()
        try await other.stop()
    }

    @Test func `a kind of file has its folder; mirrors for several files are reported`()
        async throws
    {
        let origin = try await FaultOrigin.start(body: body)
        func file(_ name: String) -> String {
            "<file name='\(name)'><url>\(origin.url("/\(name)"))</url></file>"
        }
        origin.misbehave(
            document("/two.meta4", "<metalink>\(file("a.mp4"))\(file("b"))</metalink>"),
            document("/one.meta4", "<metalink>\(file("c"))</metalink>"))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.defaultDirectory = folder.path
            $0.folder = { [path = folder.path] in
                $0.hasSuffix(".mp4") ? path + "/new/videos" : nil
            }
        }
        let mirror = origin.url("/mirror")
        for (name, place) in [("/two.meta4", folder.path), ("/two.meta4", folder.path + "/given")] {
            _ = try await run.add(origin.url(name), to: place) { $0.sources.append(mirror) }
        }
        let one = try await run.add(origin.url("/one.meta4"), to: folder.path) {
            $0.sources.append(mirror)
        }
        try await wait(for: "all files") {
            run.snapshot?.added == 5
                && run.snapshot?.downloads.allSatisfy { $0.state == .done } == true
        }
        for name in ["new/videos/a.mp4", "b", "given/a.mp4", "given/b", "c"] {
            #expect(folder.holds(body, as: name), "\(name)")
        }
        let downloads = try #require(run.snapshot?.downloads)
        try #require(downloads.map { $0.refusal != nil } == [true, false, true, false, false])
        #expect(downloads[0].events.contains { $0 == downloads[0].refusal })
        #expect(run[one]?.request.sources == [origin.url("/c"), mirror])
        await run.stop()
        try await origin.stop()
    }

    @Test func `one that is invalid, too long or points outside the folder is refused`()
        async throws
    {
        let url = "http://127.0.0.1:9/f"
        let long = String(repeating: " ", count: Metalink.longest + 1)
        for (text, cause) in [
            ("<html></html>", "not a Metalink"), (long, "is longer than"),
            ("<metalink><file name='../x'><url>\(url)</url></file></metalink>", "points outside"),
        ] {
            let origin = try await FaultOrigin.start(body: body, document("/a.meta4", text))
            let folder = TemporaryFolder()
            let run = try await EngineRun()
            let id = try await run.add(origin.url("/a.meta4"), to: folder.path)
            let error = try await failure(run, id)
            #expect(error.cause.contains(cause), "\(error)")
            #expect(folder.names.isEmpty)
            await run.stop()
            try await origin.stop()
        }
    }

    @Test
    func `a name needs a single file; no check is respected; it can be saved`()
        async throws
    {
        let zero = String(repeating: "0", count: 64)
        let origin = try await FaultOrigin.start(body: body)
        let one = """
            <metalink><file name="a"><hash type="sha-256">\(zero)</hash><pieces length="100000"
            type="sha-256"><hash>\(zero)</hash></pieces><url>\(origin.url("/f"))</url></file>
            </metalink>
            """
        let two =
            one.replacing("</metalink>", with: "")
            + "<file name='b'><url>\(origin.url("/f"))</url></file></metalink>"
        origin.misbehave(document("/one.metalink", one), document("/two.metalink", two))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let named = try await run.add(origin.url("/one.metalink"), to: folder.path) {
            $0.name = "mine"
            $0.digestSource = .none
        }
        try await run.wait(forEndOf: named)
        #expect(folder.holds(body, as: "mine"))
        let both = try await run.add(origin.url("/two.metalink"), to: folder.path) {
            $0.name = "mine"
        }
        #expect(try await failure(run, both).cause.contains("several files"))
        let kept = try await run.add(origin.url("/one.metalink"), to: folder.path) {
            $0.metalink = .file
        }
        try await run.wait(forEndOf: kept)
        #expect(folder.content("one.metalink") == Array(one.utf8))
        await run.stop()
        try await origin.stop()
    }
}
