import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Part files of earlier runs whose names came with the response.
@Suite struct `An engine and part files of other names` {
    private static let body = Body.pattern(16 << 20)
    private static let named = Fault.field(
        "Content-Disposition", "attachment; filename=\"real.bin\"")

    /// Starts a file in a run of its own, which leaves `real.bin.part`.
    private func begin(_ origin: FaultOrigin, in folder: TemporaryFolder) async throws {
        origin.hold(after: 900_000)
        origin.misbehave(Self.named)
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: id, "some bytes") { $0.received > 600_000 }
        await run.stop()
        #expect(folder.names == ["real.bin.part"])
        origin.release()
    }

    private static func page(_ length: Int) -> Fault {
        .response { _, response in
            let text = "<html>Please log in.</html>"
            response.become(
                status: 200, text: text + String(repeating: " ", count: length - text.utf8.count))
            response.set("Content-Type", "text/html")
        }
    }

    @Test(arguments: [27, 5_000, 400_000])
    func `a page in the next run is not the file`(length: Int) async throws {
        let origin = try await FaultOrigin.start(body: Self.body)
        let folder = TemporaryFolder()
        try await begin(origin, in: folder)
        let before = folder.content("real.bin.part")
        origin.misbehave(Self.page(length))
        let run = try await EngineRun {
            $0.asksUser = false
            $0.retries = 1
        }
        let id = try await run.add(origin.url(), to: folder.path)
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        await run.stop()
        guard case .failed(let error) = end.state else { return }
        #expect(error.cause.hasPrefix("the server sent a web page instead of the file"))
        #expect(folder.names == ["real.bin.part"])
        #expect(folder.content("real.bin.part") == before)
        try await origin.stop()
    }

    @Test(arguments: [nil, "other.bin"])
    func `the same file under another name, or none, is resumed`(name: String?) async throws {
        let origin = try await FaultOrigin.start(body: Self.body)
        let folder = TemporaryFolder()
        try await begin(origin, in: folder)
        origin.misbehave(
            name.map {
                [Fault.field("Content-Disposition", "attachment; filename=\"\($0)\"")]
            } ?? [])
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(forEndOf: id)
        await run.stop()
        #expect(folder.names == [name ?? "file.bin"])
        #expect(folder.holds(Self.body, as: name ?? "file.bin"))
        try await origin.stop()
    }

    @Test func `another version under another name leaves the part file alone`() async throws {
        let origin = try await FaultOrigin.start(body: Self.body)
        let folder = TemporaryFolder()
        try await begin(origin, in: folder)
        let before = folder.content("real.bin.part")
        var new = Resource(Body.pattern(9 << 20, seed: 2))
        new.entityTag = "\"new\""
        origin.misbehave(
            .file(new), .field("Content-Disposition", "attachment; filename=\"new.bin\""))
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(forEndOf: id)
        await run.stop()
        #expect(folder.names.sorted() == ["new.bin", "real.bin.part"])
        #expect(folder.holds(new.body, as: "new.bin"))
        #expect(folder.content("real.bin.part") == before)
        try await origin.stop()
    }

    @Test func `a name that the user has chosen is kept`() async throws {
        let origin = try await FaultOrigin.start(body: Self.body)
        let folder = TemporaryFolder()
        try await begin(origin, in: folder)
        origin.misbehave()
        let run = try await EngineRun { $0.asksUser = false }
        var request = DownloadRequest(source: origin.url(), directory: folder.path)
        request.name = "mine.bin"
        let ids = await run.engine.add([request])
        try await run.wait(forEndOf: try #require(ids.first))
        await run.stop()
        #expect(folder.names.sorted() == ["mine.bin", "real.bin.part"])
        #expect(folder.holds(Self.body, as: "mine.bin"))
        try await origin.stop()
    }
}
