import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// Two servers behind one address that answer by turns, and break connections.
@Suite struct EngineNodesTests {
    /// How the second server differs from the first.
    enum Second: CaseIterable {
        /// It has another tag for the same bytes.
        case tag
        /// It has another file of the same length.
        case file
        /// It has another tag, and few bytes differ.
        case fewBytes
    }

    @Test(arguments: Second.allCases, [false, true])
    func `the file is one server's, to the byte`(_ second: Second, _ honorsIfRange: Bool)
        async throws
    {
        // Which server a request meets depends on the order in which the lanes ask.
        let requests = try await measured {
            try await requestsForFile(second, honorsIfRange)
        } until: {
            $0 <= 40
        }
        #expect(requests <= 40)
    }

    /// Fetches the file, and returns how many requests that took.
    private func requestsForFile(_ second: Second, _ honorsIfRange: Bool) async throws -> Int {
        let body = Body.pattern(4 << 20)
        var bytes = body.bytes(in: 0..<body.count)
        switch second {
        case .tag: break
        case .file: bytes = Body.pattern(4 << 20, seed: 7).bytes(in: 0..<body.count)
        case .fewBytes:
            for place in stride(from: 300_000, to: bytes.count, by: 500_000) { bytes[place] ^= 1 }
        }
        let other = Resource(.bytes(bytes), entityTag: "\"second\"")
        let origin = try await FaultOrigin.start(
            body: body, .cutConnection(after: 700_000),
            .when(Condition { $0.number % 2 == 0 }, .file(other)),
            .ifRange(honorsIfRange ? .honoured : .ignored))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.asksUser = false
            $0.retries = 2
        }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 8)
        let end = try await run.wait(forEndOf: id)
        #expect(folder.content("file.bin") == body.bytes(in: 0..<body.count))
        #expect(end.ranges == .given)
        await run.stop()
        try await origin.stop()
        return origin.log.count
    }
}
