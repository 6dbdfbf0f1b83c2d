import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Several sources of one file: which are used or rejected, and secrets that stay with their host.
@Suite struct `An engine and several sources` {
    private let body = Body.pattern(6 << 20)

    /// An origin with its own validator, so that only bytes identify the file.
    private func origin(_ body: Body, tag: String, _ faults: Fault...) async throws -> FaultOrigin {
        var resource = Resource(body)
        resource.entityTag = "\"\(tag)\""
        resource.lastModified = nil
        return try await FaultOrigin.start(resource, faults: faults)
    }

    /// Fetches the file and stops everything; returns the final state of the sources.
    private func fetch(
        _ origins: [FaultOrigin], fragments: Int = 4, holds: Bool = false,
        _ change: (inout DownloadRequest) -> Void = { _ in }
    ) async throws -> [SourceSnapshot] {
        if holds { origins[0].hold(after: 1 << 20) }
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origins[0].url(), to: folder.path, fragments: fragments) {
            $0.sources = origins.map { $0.url() }
            change(&$0)
        }
        if holds {
            try await run.wait(for: id, "a try of every source") {
                $0.sources.count >= origins.count
                    && $0.sources.allSatisfy { $0.state != .untried }
            }
            origins[0].release()
        }
        let end = try await run.wait(forEndOf: id)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
        try #require(end.sources.count >= origins.count)
        await run.stop()
        for origin in origins { try await origin.stop() }
        return end.sources
    }

    private func cause(_ source: SourceSnapshot) -> String {
        if case .dropped(let error) = source.state { error.cause } else { "\(source.state)" }
    }

    @Test func `two identical sources share the work`() async throws {
        let a = try await origin(body, tag: "a", .throttle(256 << 10))
        let b = try await origin(body, tag: "b", .throttle(256 << 10))
        let sources = try await fetch([a, b], holds: true)
        #expect(sources.map(\.state) == [.confirmed, .confirmed])
        #expect(a.bytesServed > 100_000 && b.bytesServed > 100_000)
        #expect(a.bytesServed + b.bytesServed < body.count + 1 << 20)
    }

    @Test func `a source with another file, or none, is rejected with the reason`() async throws {
        let a = try await origin(body, tag: "a", .throttle(256 << 10))
        let others = [
            try await origin(.pattern(6 << 20, seed: 2), tag: "b"),
            try await origin(.pattern((6 << 20) + 1), tag: "c"),
            try await origin(body, tag: "d", .status(404)),
        ]
        let sources = try await fetch([a] + others, holds: true)
        #expect(sources[0].state == .confirmed)
        #expect(cause(sources[1]) == "its bytes differ from those on disk")
        #expect(cause(sources[2]).contains("6291457"), "\(sources[2])")
        #expect(cause(sources[3]).contains("404"))
    }

    @Test func `when the first fails the next becomes primary, before and after bytes`()
        async throws
    {
        let gone = try await origin(body, tag: "a", .status(404))
        let b = try await origin(body, tag: "b")
        #expect(cause(try await fetch([gone, b])[0]).contains("404"))
        let dies = try await origin(
            body, tag: "a", .throttle(256 << 10), .when(.afterRequest(5), .status(410)),
            .when(.request(1...5), .cut(after: 300_000)))
        let c = try await origin(body, tag: "c", .throttle(256 << 10))
        let sources = try await fetch([dies, c])
        #expect(sources[1].state == .confirmed)
        #expect(c.bytesServed > 1 << 20)
    }

    @Test func `when all fail the download fails and names each`() async throws {
        let a = try await origin(body, tag: "a", .status(404))
        let b = try await origin(body, tag: "b", .status(403))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(a.url(), to: folder.path) { $0.sources.append(b.url()) }
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.cause.contains("404") && error.cause.contains("403"), "\(error)")
        await run.stop()
        try await a.stop()
        try await b.stop()
    }

    @Test func `a slow source loses its fragments to a fast one`() async throws {
        let slow = try await origin(body, tag: "a", .throttle(40 << 10))
        let fast = try await origin(body, tag: "b", .throttle(2 << 20))
        _ = try await fetch([slow, fast])
        #expect(fast.bytesServed > 4 << 20)
    }

    @Test func `a mirror without ranges is not used, and nothing breaks`() async throws {
        let a = try await origin(body, tag: "a", .throttle(256 << 10))
        let b = try await origin(body, tag: "b", .resource { $0.givesRanges = false })
        let sources = try await fetch([a, b], holds: true)
        #expect(sources[1].state == .withoutRanges("it does not support ranges"))
    }

    @Test func `a mirror added later helps, and continues alone without the first`()
        async throws
    {
        let a = try await origin(body, tag: "a", .throttle(64 << 10))
        a.hold(after: 200_000)
        let b = try await origin(body, tag: "b", .throttle(4 << 20))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(a.url(), to: folder.path)
        let begun = try await run.wait(for: id, "bytes") { $0.received > 70_000 }
        var request = begun.request
        request.sources.append(b.url())
        await run.engine.perform(.edit(id, request))
        a.release()
        let end = try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        #expect(end.request.sources == [a.url(), b.url()])
        #expect(try #require(end.sources.dropFirst().first).state == .confirmed)
        #expect(b.bytesServed > 1 << 20)
        await run.stop()
        for origin in [a, b] { try await origin.stop() }
    }

    @Test func `credentials for one host never reach another`() async throws {
        let a = try await origin(body, tag: "a", .throttle(256 << 10))
        let b = try await origin(body, tag: "b", .throttle(256 << 10))
        _ = try await fetch([a, b]) {
            $0.transport.headers = ["X-Key: secret"]
            $0.transport.bearer = "token"
            $0.transport.cookies = "c=1"
            $0.transport.referer = "http://page.example/?token"
        }
        #expect(a.log.allSatisfy { $0.request.field("x-key") == "secret" })
        #expect(
            a.log.allSatisfy { $0.request.field("referer") == "http://page.example/?token" })
        #expect(!b.log.isEmpty)
        for name in ["x-key", "authorization", "cookie", "referer"] {
            #expect(b.log.allSatisfy { $0.request.field(name) == nil }, "\(name)")
        }
    }

    @Test(
        arguments: [
            ("http://me:pw@page.example:81/a?token", "http://page.example:81/"),
            ("https://page.example/a?token", nil), ("a page", nil),
        ] as [(String, String?)])
    func `a redirect to another host learns the origin of the referer only`(
        _ referer: String, _ part: String?
    ) async throws {
        let other = try await origin(body, tag: "b", .throttle(256 << 10))
        let first = try await FaultOrigin.start(body: body, .redirect(to: other.url()))
        let mirror = try await origin(body, tag: "c", .throttle(256 << 10))
        let elsewhere = try await FaultOrigin.start(body: body, .redirect(to: mirror.url()))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(first.url(), to: folder.path) {
            $0.sources.append(elsewhere.url())
            $0.transport.referer = referer
        }
        try await run.wait(forEndOf: id)
        #expect(Set(first.log.map { $0.request.field("referer") }) == [referer])
        #expect(Set(other.log.map { $0.request.field("referer") }) == [part])
        for origin in [mirror, elsewhere] {
            #expect(origin.log.allSatisfy { $0.request.field("referer") == nil })
        }
        await run.stop()
        for origin in [first, other, mirror, elsewhere] { try await origin.stop() }
    }

    @Test func `an offered mirror is not used without a digest of the file`()
        async throws
    {
        let b = try await origin(body, tag: "b")
        let wrong = try await origin(.pattern(6 << 20, seed: 3), tag: "w")
        let link =
            "<\(b.url())>; rel=duplicate; pri=2, <\(wrong.url())>; rel=duplicate; pri=1,"
            + " <file:///etc/passwd>; rel=duplicate"
        let a = try await origin(
            body, tag: "a", .throttle(256 << 10),
            .response { _, response in response.append("Link", link) })
        let sources = try await fetch([a])
        #expect(sources.map(\.isOffered) == [false])
        #expect(b.log.isEmpty && wrong.log.isEmpty)
        try await b.stop()
        try await wrong.stop()
    }
}
