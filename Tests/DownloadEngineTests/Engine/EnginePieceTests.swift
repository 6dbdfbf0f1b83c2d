import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Files whose pieces have known digests: what is wrong is fetched again, and nothing else.
@Suite struct `An engine and pieces` {
    private static let piece = 64 << 10
    private let body = Body.pattern(600_000)

    private var bytes: [UInt8] { body.bytes(in: 0..<body.count) }

    /// The file with one byte changed in these pieces.
    private func wrong(_ pieces: Int...) -> Body {
        var bytes = bytes
        for piece in pieces { bytes[piece * Self.piece + 10] ^= 1 }
        return .bytes(bytes)
    }

    private var digests: PieceDigests? {
        var digests: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: Self.piece) {
            let piece = Array(bytes[start..<min(bytes.count, start + Self.piece)])
            let hex = BodyDigest.hex(of: piece.span.bytes, .sha256)
            digests += Checksum("sha256:\(hex)")?.bytes ?? []
        }
        return PieceDigests(length: Int64(Self.piece), algorithm: .sha256, bytes: digests)
    }

    private var whole: Checksum? {
        Checksum("sha256:\(BodyDigest.hex(of: bytes.span.bytes, .sha256))")
    }

    @Test func `only corrupt pieces are fetched again`() async throws {
        let bad = wrong(2, 7)
        let origin = try await FaultOrigin.start(
            body: body, .when(.request(1...1), .resource { $0.body = bad }))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1) {
            $0.pieces = digests
            $0.checksum = whole
        }
        let end = try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin") && folder.names == ["file.bin"])
        #expect(end.pieces?.right == 10)
        await origin.settle()
        #expect(origin.bytesServed < body.count + 3 * Int64(Self.piece))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a file that stays corrupt is set aside, with both values`() async throws {
        let origin = try await FaultOrigin.start(body: wrong(3))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) { $0.pieces = digests }
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.kind == .checksum)
        #expect(error.cause.hasPrefix("bytes 196608-262143 fail their sha-256"), "\(error)")
        #expect(error.cause.contains(digests?.hex(ofPieceAt: 3 << 16) ?? "-"), "\(error)")
        #expect(error.cause.hasSuffix("kept as file.bin.bad"), "\(error)")
        #expect(folder.names == ["file.bin.bad"])
        await run.stop()
        try await origin.stop()
    }

    @Test func `a lying source is rejected, whichever is primary`() async throws {
        for liar in 0...1 {
            let large = Body.pattern(4 << 20)
            let all = large.bytes(in: 0..<large.count)
            var lies = all
            // Every piece is wrong, but not where two sources are compared: at its last bytes.
            for start in stride(from: 0, to: lies.count, by: 1 << 18) { lies[start + 9] ^= 1 }
            var list: [UInt8] = []
            for start in stride(from: 0, to: all.count, by: 1 << 18) {
                let piece = Array(all[start..<start + 1 << 18])
                list += Checksum("sha1:\(BodyDigest.hex(of: piece.span.bytes, .sha1))")?.bytes ?? []
            }
            let sources = [
                try await FaultOrigin.start(
                    body: liar == 0 ? .bytes(lies) : large, .throttle(1 << 20)),
                try await FaultOrigin.start(
                    body: liar == 1 ? .bytes(lies) : large, .throttle(1 << 20)),
            ]
            let folder = TemporaryFolder()
            let run = try await EngineRun()
            let id = try await run.add(sources[0].url(), to: folder.path) {
                $0.sources = sources.map { $0.url() }
                $0.pieces = PieceDigests(length: 1 << 18, algorithm: .sha1, bytes: list)
            }
            let end = try await run.wait(forEndOf: id)
            #expect(folder.holds(large, as: "file.bin"))
            try #require(end.sources.count == sources.count)
            let log = end.events.map(\.text)
            if liar == 0 {
                guard case .dropped = end.sources[0].state else {
                    Issue.record("\(end.sources[0].state) \(log)")
                    continue
                }
            }
            #expect(end.sources[1 - liar].state == .confirmed, "\(log)")
            await run.stop()
            for source in sources { try await source.stop() }
        }
    }

    @Test func `digests survive a restart`() async throws {
        let bad = wrong(0)
        let origin = try await FaultOrigin.start(
            body: body, .resource { $0.body = bad })
        origin.hold(after: 200_000)
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger)
        let id = try await first.add(origin.url(), to: folder.path, fragments: 1) {
            $0.pieces = digests
            $0.length = body.count
        }
        try await first.wait(for: id, "a piece") { $0.received > 80_000 }
        await first.stop()
        origin.misbehave(.none)
        origin.release()
        let second = try await EngineRun(ledger: ledger)
        let end = try await second.wait(forEndOf: id)
        #expect(end.request.length == body.count)
        #expect(folder.holds(body, as: "file.bin"), "\(end.events.map(\.text))")
        #expect(end.events.contains { $0.text.contains("fail their checksum") })
        await second.stop()
        try await origin.stop()
    }
}
