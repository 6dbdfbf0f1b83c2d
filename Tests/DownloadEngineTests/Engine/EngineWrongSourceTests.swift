import Crypto
import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Sources that send something else than the file that the user wants.
@Suite struct `An engine with a wrong source` {
    private static let body = Body.pattern(3 << 20)
    private static let wrong = Body.pattern(3 << 20, seed: 2)

    private static func origin(
        _ body: Body = body, tag: String? = "a", _ faults: Fault...
    ) async throws -> FaultOrigin {
        var resource = Resource(body)
        resource.entityTag = tag.map { "\"\($0)\"" }
        resource.lastModified = nil
        return try await FaultOrigin.start(resource, faults: faults)
    }

    private static func checksum(_ body: Body) -> Checksum? {
        let bytes = body.bytes(in: 0..<body.count)
        return Checksum("sha256:" + BodyDigest.hex(of: bytes.span.bytes, .sha256))
    }

    /// Fetches a file from several sources until it is done or has failed.
    private func fetch(
        _ origins: [FaultOrigin], fragments: Int = 4, checksum: Checksum? = nil,
        _ check: (DownloadSnapshot, TemporaryFolder) -> Void
    ) async throws {
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origins[0].url(), to: folder.path, fragments: fragments) {
            $0.sources = origins.map { $0.url() }
            $0.checksum = checksum
        }
        let end = try await run.wait(for: id, "end", seconds: 45) { $0.isOver }
        check(end, folder)
        await run.stop()
        for origin in origins { try await origin.stop() }
    }

    private func expectFile(_ end: DownloadSnapshot, _ folder: TemporaryFolder, _ body: Body) {
        #expect(end.state == .done, "\(end.state) \(end.events.map(\.text))")
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
    }

    // MARK: Wrong digests

    @Test(arguments: [1, 4])
    func `a file with the wrong digest is fetched from a mirror`(fragments: Int) async throws {
        let digest = Self.checksum(Self.body)
        try #require(digest != nil)
        let origins = [
            try await Self.origin(Self.wrong), try await Self.origin(tag: "b"),
        ]
        try await fetch(origins, fragments: fragments, checksum: digest) {
            expectFile($0, $1, Self.body)
        }
    }

    @Test func `a small file, and one of another length, are fetched from a mirror`()
        async throws
    {
        for (wrong, right) in [(500, 500), (70_000, 3000), (3000, 70_000)] {
            let body = Body.pattern(Int64(right))
            let origins = [
                try await Self.origin(.pattern(Int64(wrong), seed: 2)),
                try await Self.origin(body, tag: "b"),
            ]
            try await fetch(origins, checksum: Self.checksum(body)) { expectFile($0, $1, body) }
        }
    }

    @Test func `each source is asked alone when several made a wrong file`() async throws {
        // Both begin alike, so that they are taken for the same file.
        let mixed = Body.pattern(3 << 20)
        let origins = [
            try await Self.origin(Self.wrong, tag: "a", .throttle(1 << 20)),
            try await Self.origin(Self.wrong, tag: "b", .throttle(1 << 20)),
            try await Self.origin(mixed, tag: "c", .throttle(1 << 20)),
        ]
        try await fetch(origins, checksum: Self.checksum(mixed)) { expectFile($0, $1, mixed) }
    }

    @Test func `only when every source has failed is it a mismatch`() async throws {
        let origins = [
            try await Self.origin(Self.wrong), try await Self.origin(Self.wrong, tag: "b"),
        ]
        try await fetch(origins, checksum: Self.checksum(Self.body)) { end, folder in
            guard case .failed(let error) = end.state else {
                Issue.record("\(end.state)")
                return
            }
            #expect(error.kind == .checksum)
            #expect(folder.names == ["file.bin.bad"])
        }
        for origin in origins { #expect(origin.bytesServed <= 7 << 20) }
    }

    @Test func `a mirror that cannot be fetched leaves it a mismatch`() async throws {
        let origins = [
            try await Self.origin(Self.wrong),
            try await Self.origin(Self.body, tag: "b", .status(404)),
        ]
        try await fetch(origins, checksum: Self.checksum(Self.body)) { end, _ in
            guard case .failed(let error) = end.state else {
                Issue.record("\(end.state)")
                return
            }
            #expect(error.kind == .checksum, "\(error)")
        }
    }

    // MARK: What is no file

    @Test(arguments: [
        Fault.page(), .body(.pattern(0)),
        .response { _, response in
            response.content = []
            response.set("Content-Length", nil)
            response.framing = .chunked(size: 1000, lastChunk: true)
        },
    ])
    func `a page or nothing from the first source is no file`(fault: Fault) async throws {
        let origins = [
            try await Self.origin(Self.body, tag: nil, fault), try await Self.origin(tag: "b"),
        ]
        try await fetch(origins) { expectFile($0, $1, Self.body) }
    }

    @Test func `an empty file is one when every source says so`() async throws {
        let empty = Body.pattern(0)
        let origins = [try await Self.origin(empty), try await Self.origin(empty, tag: "b")]
        try await fetch(origins) { expectFile($0, $1, empty) }
    }

    @Test func `a page counts when no other source answers`() async throws {
        let origins = [
            try await Self.origin(Self.body, tag: nil, .page()),
            try await Self.origin(Self.body, tag: "b", .status(404)),
        ]
        try await fetch(origins) { end, _ in
            #expect(end.state == .done, "\(end.events.map(\.text))")
        }
    }

    @Test func `a short text is not replaced by the page or the nothing of a mirror`() async throws
    {
        let body = Body.pattern(18)
        let text = Fault.resource { $0.mediaType = "text/plain" }
        for fault in [Fault.page(), .body(.pattern(0))] {
            let origins = [
                try await Self.origin(body, text), try await Self.origin(tag: "b", fault),
            ]
            try await fetch(origins) { expectFile($0, $1, body) }
        }
    }

    @Test func `a text counts when the only other source is away for long`() async throws {
        let body = Body.pattern(18)
        let origins = [
            try await Self.origin(body, .resource { $0.mediaType = "text/plain" }),
            try await Self.origin(tag: "b", .status(503, retryAfter: "3600")),
        ]
        try await fetch(origins) { expectFile($0, $1, body) }
    }

    // MARK: Sources that lose what they have sent

    @Test(arguments: [1, 4])
    func `a stream that always breaks is left for a mirror`(fragments: Int) async throws {
        let breaking = try await Self.origin(
            Self.body, .resource { $0.givesRanges = false }, .cut(after: 300_000))
        let origins = [breaking, try await Self.origin(Self.body, tag: "b")]
        try await fetch(origins, fragments: fragments) { expectFile($0, $1, Self.body) }
        #expect(breaking.bytesServed < 4 << 20)
    }

    @Test(arguments: [1, 4])
    func `a mirror that differs from a declared digest does not replace a slow source`(
        fragments: Int
    ) async throws {
        let body = Body.pattern(60_000)
        var bytes = body.bytes(in: 0..<body.count)
        let digest = "sha-256=:" + Base64.encode(Array(SHA256.hash(data: bytes))) + ":"
        bytes[bytes.count - 1] ^= 1
        let origins = [
            try await Self.origin(
                body, .when(.inFirst(seconds: 4), .throttle(2000)), .field("Repr-Digest", digest)),
            try await Self.origin(.bytes(bytes), tag: "b"),
        ]
        try await fetch(origins, fragments: fragments) { end, folder in
            guard end.state != .done || folder.holds(body, as: "file.bin") else {
                Issue.record("a wrong file is done")
                return
            }
            expectFile(end, folder, body)
        }
    }

    // MARK: Short connections

    @Test(arguments: [1, 4], [1, 2])
    func `a file arrives over connections of 100,000 bytes without validators`(
        fragments: Int, count: Int
    ) async throws {
        let body = Body.pattern(3 << 20)
        var origins: [FaultOrigin] = []
        for _ in 0..<count {
            origins.append(try await Self.origin(body, tag: nil, .cut(after: 100_000)))
        }
        try await fetch(origins, fragments: fragments) { expectFile($0, $1, body) }
    }
}
