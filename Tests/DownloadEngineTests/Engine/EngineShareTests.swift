import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// Several downloads from one host.
@Suite struct `An engine and limits of connections per host` {
    @Test func `a later download gets its share of them, and both files are correct`()
        async throws
    {
        let body = Body.pattern(32 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.connectionsPerHost = 8 }
        let first = try await run.add(origin.url("/1.bin"), to: folder.path, fragments: 8)
        try await run.wait(for: first, "eight connections") { $0.connections == 8 }
        let second = try await run.add(origin.url("/2.bin"), to: folder.path, fragments: 8)
        try await run.wait(for: second, "its share") { $0.connections == 4 }
        try await run.wait(for: first, "four connections") {
            $0.connections == 4 && $0.state == .running
        }
        // A paused download leaves its share to the other, and gets it back when resumed.
        await run.engine.perform(.pause([second]))
        try await run.wait(for: first, "eight again") { $0.connections == 8 }
        await run.engine.perform(.resume([second]))
        try await run.wait(for: second, "its share again") { $0.connections == 4 }
        origin.hurry()
        try await run.wait(forEndOf: first)
        try await run.wait(forEndOf: second)
        #expect(folder.holds(body, as: "1.bin"))
        #expect(folder.holds(body, as: "2.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [(false, 12), (true, 4)])
    func
        `a user-set count exceeds the default limit, but not a strict one`(
            isStrict: Bool, expected: Int
        ) async throws
    {
        let body = Body.pattern(32 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.connectionsPerHost = 4
            $0.isPerHostStrict = isStrict
        }
        let id = try await run.add(origin.url("/1.bin"), to: folder.path, fragments: 3)
        try await run.wait(for: id, "three connections") { $0.connections == 3 }
        await run.engine.perform(.setFragments([id], .fixed(12)))
        try await run.wait(for: id, "\(expected) connections") { $0.connections == expected }
        let note = run[id]?.fragmentsNote
        #expect(note == (isStrict ? "4: per-host limit" : nil))
        await run.stop()
        try await origin.stop()
    }

    // The origin may see the end of a released connection after the next one: one fragment each, and
    // measured again.
    @Test(arguments: [(4, true, 1), (4, false, 1), (2, true, 1), (1, true, 2)])
    func `all downloads together stay within a host's connection limit`(
        _ most: Int, _ isStrict: Bool, _ fragments: Int
    ) async throws {
        let open = try await measured {
            try await mostOpen(of: most, isStrict: isStrict, fragments: fragments)
        } until: {
            $0 == most
        }
        #expect(open == most)
    }

    /// Returns the most connections that are open at a time for eight downloads.
    private func mostOpen(of most: Int, isStrict: Bool, fragments: Int) async throws -> Int {
        let body = Body.pattern(3 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(4 << 20))
        // None ends before all are open.
        origin.hold(after: 100_000)
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 8
            $0.connectionsPerHost = most
            $0.isPerHostStrict = isStrict
        }
        var ids: [DownloadID] = []
        for number in 1...8 {
            ids.append(
                try await run.add(
                    origin.url("/\(number).bin"), to: folder.path, fragments: fragments))
        }
        try await wait(for: "\(most) connections") { origin.openConnections >= most }
        origin.release()
        for id in ids { try await run.wait(forEndOf: id) }
        for number in 1...8 { #expect(folder.holds(body, as: "\(number).bin")) }
        await run.stop()
        try await origin.stop()
        return origin.log.map(\.request.openConnections).max() ?? 0
    }

    @Test func `redirects stay within a host's connection limit`() async throws {
        let open = try await measured {
            try await mostOpenBehindRedirects(of: 2)
        } until: {
            $0 <= 2
        }
        #expect(open <= 2)
    }

    private func mostOpenBehindRedirects(of most: Int) async throws -> Int {
        let body = Body.pattern(1 << 20)
        let target = try await FaultOrigin.start(body: body, .throttle(2 << 20))
        let origin = try await FaultOrigin.start(
            body: body, .redirect(302, to: target.url("/file.bin")))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 8
            $0.connectionsPerHost = most
            $0.isPerHostStrict = true
        }
        var ids: [DownloadID] = []
        for number in 1...6 {
            ids.append(
                try await run.add(origin.url("/\(number)"), to: folder.path, fragments: 1) {
                    $0.name = "\(number).bin"
                })
        }
        for id in ids { try await run.wait(forEndOf: id) }
        for number in 1...6 { #expect(folder.holds(body, as: "\(number).bin")) }
        await run.stop()
        try await origin.stop()
        try await target.stop()
        return target.log.map(\.request.openConnections).max() ?? 0
    }

    @Test func `after a dead connection the next attempt has a new one`() async throws {
        let body = Body.pattern(1_000)
        let origin = try await FaultOrigin.start(body: body, .delay(0.2))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.stallTimeout = 3 }
        var ids: [DownloadID] = []
        for number in 1...4 {
            ids.append(try await run.add(origin.url("/\(number)"), to: folder.path))
        }
        for id in ids { try await run.wait(forEndOf: id) }
        origin.fallSilent()
        let last = try await run.add(origin.url("/last"), to: folder.path)
        try await run.wait(forEndOf: last)
        // The origin sees no requests on dead connections: all others are on new ones.
        let texts = run[last]?.events.map(\.text) ?? []
        let tries = 1 + texts.count { $0.contains("no byte") }
        let seen = origin.log.count { $0.request.path == "/last" }
        #expect(tries - seen <= 1, "\(texts)")
        #expect(folder.holds(body, as: "last"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `without a user an unreachable host is not tried by thousands`()
        async throws
    {
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.activeDownloads = 10
            $0.retries = 1
            $0.asksUser = false
        }
        let port = FreePort.next()
        let ids = await run.engine.add(
            (1...2_000).map {
                DownloadRequest(
                    source: "http://127.0.0.1:\(port)/\($0)", directory: folder.path)
            })
        let last = try #require(ids.last)
        let end = try await run.wait(for: last, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.kind == .unreachable && error.cause.contains("not tried"), "\(error)")
        let failed = run.snapshot?.downloads.count {
            if case .failed = $0.state { true } else { false }
        }
        #expect(failed == 2_000)
        await run.stop()
    }

    @Test func `all servers of one name share the host's configured connections`()
        async throws
    {
        let body = Body.pattern(32 << 20)
        let one = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        let other = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.connectionsPerHost = 4
            $0.isPerHostStrict = true
        }
        let first = try await run.add(one.url("/1.bin"), to: folder.path, fragments: 4)
        try await run.wait(for: first, "four connections") { $0.connections == 4 }
        let second = try await run.add(other.url("/2.bin"), to: folder.path, fragments: 4)
        try await run.wait(for: second, "its share") { $0.connections == 2 }
        try await run.wait(for: first, "its share") { $0.connections == 2 }
        one.hurry()
        other.hurry()
        try await run.wait(forEndOf: first)
        try await run.wait(forEndOf: second)
        await run.stop()
        try await one.stop()
        try await other.stop()
    }
}
