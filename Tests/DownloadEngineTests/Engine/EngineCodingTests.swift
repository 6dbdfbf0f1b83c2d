import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Responses in a content coding that nobody asked for.
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
    func `a stream that ends early in a whole message is no file`(
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

    @Test(arguments: [
        ("gzip", "invalid gzip data"), ("br", "invalid br data"),
        ("zstd", "invalid zstd data"), ("deflate", "invalid deflate data"),
    ])
    func `what is not in its coding is no file`(_ coding: String, _ words: String) async throws {
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

    @Test func `an empty body that is labelled is an empty file`() async throws {
        let origin = try await origin([], isChunked: false)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        try await run.wait(forEndOf: id)
        #expect(folder.content("file.bin") == [])
        await run.stop()
        try await origin.stop()
    }
}
