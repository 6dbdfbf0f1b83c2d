import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// Responses in a content coding that was not requested.
@Suite struct `An engine and content codings` {
    private let body = Body.pattern(600_000)

    private func origin(
        _ encoded: [UInt8], _ coding: String = "gzip", isChunked: Bool
    ) async throws -> FaultOrigin {
        let faults: [Fault] =
            [.field("Content-Encoding", coding), .noRanges()] + (isChunked ? [.chunked()] : [])
        return try await FaultOrigin.start(Resource(.bytes(encoded)), faults: faults)
    }

    private func error(_ snapshot: DownloadSnapshot) -> DownloadError? {
        if case .failed(let error) = snapshot.state { error } else { nil }
    }

    @Test(arguments: [false, true], [0, 1, 5, 18, 300_000])
    func `a stream that ends early in a complete message is not a file`(
        _ isChunked: Bool, _ missing: Int
    ) async throws {
        let encoded = body.gzipped.bytes(in: 0..<body.gzipped.count)
        let origin = try await origin(
            Array(encoded.dropLast(missing)), isChunked: isChunked)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 4)
        let end = try await run.wait(for: id, "end") { $0.state == .done || error($0) != nil }
        if missing == 0 {
            #expect(folder.holds(body, as: "file.bin"))
        } else {
            #expect(error(end)?.cause.contains("ended early") ?? false, "\(end.state)")
            #expect(!folder.names.contains("file.bin"))
        }
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [(2, "file.bin"), (4, "file.bin"), (5, "file.bin"), (2, "file.gz")])
    func `codings on top of each other are decoded, unless very many or in the name`(
        _ count: Int, _ name: String
    ) async throws {
        var encoded = body
        for _ in 1...count { encoded = encoded.gzipped }
        let sent = encoded.bytes(in: 0..<encoded.count)
        let origin = try await origin(
            sent, Array(repeating: "gzip", count: count).joined(separator: ", "), isChunked: true)
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/" + name), to: folder.path, fragments: 4)
        try await run.wait(for: id, "done") { $0.state == .done }
        #expect(folder.holds(count > 4 || name != "file.bin" ? .bytes(sent) : body, as: name))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [
        ("gzip", "invalid gzip data"), ("br", "invalid br data"),
        ("zstd", "invalid zstd data"), ("deflate", "invalid deflate data"),
    ])
    func `a body that is not in its coding is not a file`(_ coding: String, _ words: String)
        async throws
    {
        let origin = try await origin(
            Array(repeating: 0xFF, count: 300_000), coding, isChunked: false)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 4)
        let end = try await run.wait(for: id, "end") { $0.state == .done || error($0) != nil }
        #expect(error(end)?.cause.contains(words) ?? false, "\(end.state)")
        #expect(!folder.names.contains("file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `an empty body with a coding is an empty file`() async throws {
        let origin = try await origin([], isChunked: false)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        try await run.wait(forEndOf: id)
        #expect(folder.content("file.bin") == [])
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [1, 4], ["\"tag\"", nil])
    func `whole compressed responses after ranges are decoded`(
        _ fragments: Int, _ tag: String?
    ) async throws {
        let encoded = body.gzipped.bytes(in: 0..<body.gzipped.count)
        let origin = try await FaultOrigin.start(
            Resource(body),
            faults: [
                .when(.request(1), .cut(after: 300_000)),
                .when(.afterRequest(1), .coded(encoded, as: "gzip")),
                .when(.afterRequest(1), .noRanges()), .field("ETag", tag),
            ])
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [1, 2, 3], [true, false])
    func `a break of a compressed response costs nothing but a new request`(
        _ breaks: Int, _ hasLength: Bool
    ) async throws {
        // It shrinks to a tenth and less, so that its encoded length says nothing.
        let text = Array(String(repeating: "12345,abcdefghabcdefghabcdefgh\n", count: 60_000).utf8)
        let body = Body.bytes(text)
        let encoded = body.gzipped
        let origin = try await FaultOrigin.start(
            Resource(encoded),
            faults: [
                .field("Content-Encoding", "gzip"), .noRanges(),
                .when(.request(2...(breaks + 1)), .cut(after: encoded.count * 9 / 10)),
            ] + (hasLength ? [] : [.chunked()]))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: 4)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    /// 128 MiB of zeros, in as few bytes as each coding allows.
    private static let zeros = 128 << 20
    /// A frame with a window of 8 MiB: blocks of 128 KiB, each of one repeated byte.
    private static let zstandard: [UInt8] =
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x68]
        + (1...1024).flatMap { [$0 == 1024 ? 0x03 : 0x02, 0x00, 0x10, 0x00] as [UInt8] }

    @Test(arguments: ["br", "zstd"], [false, true])
    func `a short response that decodes into a long file is a file`(
        _ coding: String, _ isLimited: Bool
    ) async throws {
        let encoded = coding == "br" ? Self.brotli : Self.zstandard
        let origin = try await origin(encoded, coding, isChunked: false)
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.retries = 0
            if isLimited { $0.limit = 64 << 20 }
        }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 4)
        let end = try await run.wait(for: id, "end") { $0.state == .done || error($0) != nil }
        #expect(error(end) == nil)
        var facts = stat()
        #expect(stat(folder.path + "/file.bin", &facts) == 0 && facts.st_size == Self.zeros)
        await run.stop()
        try await origin.stop()
    }

    private static let brotli: [UInt8] = {
        let digits = Array(
            """
            cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3f\
            feffffc13f0110870500baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1\
            ffff0ffe0980382c00d0bdffe3ffff1ffc1300715800a07bffc7ffff3ff82700e2b00040f7fe8fff\
            ff7ff04f00c4610180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f0110870500baf77ffcff\
            ff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe0980382c00d0bdffcbffff\
            3ffc1300715800a07bff07
            """)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0
        }
    }()
}
