import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Connections that carry consecutive requests.
@Suite struct `An engine and reused connections` {
    /// Bytes that a server may send after a response, unrequested.
    enum Surplus: String, CaseIterable {
        case whole, range, timeout, garbage, secondHalf
    }

    private func bytes(_ surplus: Surplus, size: Int) -> [UInt8] {
        let forged = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        let common = "ETag: \"first\"\r\nContent-Length: \(size)\r\n"
        return switch surplus {
        case .whole: Array("HTTP/1.1 200 OK\r\n\(common)\r\n".utf8) + forged
        case .range:
            Array(
                ("HTTP/1.1 206 Partial Content\r\n\(common)"
                    + "Content-Range: bytes 0-\(size - 1)/\(size)\r\n\r\n").utf8) + forged
        case .timeout:
            Array("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n".utf8)
        case .garbage: [UInt8](repeating: 0, count: 10)
        case .secondHalf: Array(forged.prefix(size / 2))
        }
    }

    @Test(arguments: Surplus.allCases, [100, 100_000, 1_000_000])
    func `a connection with unrequested bytes carries no other request`(
        _ surplus: Surplus, _ size: Int
    ) async throws {
        let body = Body.pattern(Int64(size))
        let extra = bytes(surplus, size: size)
        let origin = try await FaultOrigin.start(
            body: body, .when(.path("/a"), .response { $1.trailing = extra }))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 1
            $0.retries = 0
        }
        for name in ["a", "b"] {
            let id = try await run.add(origin.url("/" + name), to: folder.path, fragments: 1)
            try await run.wait(forEndOf: id)
            // All of them are sent before the next request.
            try await wait(for: "end of the answer") { origin.log.last?.ending != nil }
        }
        #expect(folder.holds(body, as: "a") && folder.holds(body, as: "b"))
        let requests = origin.log.map(\.request)
        #expect(requests.map(\.path) == ["/a", "/b"])
        #expect(requests.last?.numberOnConnection == 1)
        await run.stop()
        try await origin.stop()
    }

    @Test func `a clean connection is reused`() async throws {
        let body = Body.pattern(10_000)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 1 }
        var ids: [DownloadID] = []
        for number in 0..<20 {
            ids.append(
                try await run.add(origin.url("/\(number)"), to: folder.path, fragments: 1))
        }
        for id in ids { try await run.wait(forEndOf: id) }
        #expect(origin.log.map(\.request.connection).allSatisfy { $0 == 1 })
        await run.stop()
        try await origin.stop()
    }
}
