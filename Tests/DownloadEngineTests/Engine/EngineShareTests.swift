import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Several downloads from one host.
@Suite struct `An engine with a host that allows only so many connections` {
    @Test func `a download that begins later gets its share of them, and both files are right`()
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
        // One that pauses leaves its share to the other, and has it back when it goes on.
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
        `a count that a person has set is more than the usual number, but no more than a strict one`(
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
        #expect(note == (isStrict ? "at most 4 connections to one host" : nil))
        await run.stop()
        try await origin.stop()
    }
}
