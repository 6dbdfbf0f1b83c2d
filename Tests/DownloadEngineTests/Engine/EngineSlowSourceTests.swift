import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// A first source that is far slower than a mirror.
@Suite struct `An engine with a slow first source` {
    private static let body = Body.pattern(4 << 20)

    private static func origin(
        _ body: Body, tag: String, _ faults: Fault...
    ) async throws -> FaultOrigin {
        var resource = Resource(body)
        resource.entityTag = "\"\(tag)\""
        resource.lastModified = nil
        return try await FaultOrigin.start(resource, faults: faults)
    }

    /// Fetches the file.
    private func fetch(_ origins: [FaultOrigin], fragments: FragmentCount) async throws {
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origins[0].url(), to: folder.path) {
            $0.fragments = fragments
            $0.sources = origins.map { $0.url() }
        }
        _ = try await run.wait(forEndOf: id, seconds: 45)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(Self.body, as: "file.bin"))
        await run.stop()
        for origin in origins { try await origin.stop() }
    }

    @Test(arguments: [10, 1000, 20_000], [FragmentCount.fixed(1), .fixed(4), .auto])
    func `a fast mirror takes the file over`(rate: Int64, fragments: FragmentCount) async throws {
        let slow = try await Self.origin(Self.body, tag: "a", .throttle(rate))
        let fast = try await Self.origin(Self.body, tag: "b")
        try await fetch([slow, fast], fragments: fragments)
        #expect(fast.bytesServed > 1 << 20)
    }

    @Test(arguments: [10, 20_000])
    func `a fast mirror takes over a stream`(rate: Int64) async throws {
        let slow = try await Self.origin(
            Self.body, tag: "a", .throttle(rate), .resource { $0.givesRanges = false })
        let fast = try await Self.origin(Self.body, tag: "b")
        try await fetch([slow, fast], fragments: .fixed(1))
        #expect(fast.bytesServed > 2 << 20)
    }

    @Test func `a mirror with another file does not take over`() async throws {
        let slow = try await Self.origin(
            Self.body, tag: "a", .when(.request(1...1), .throttle(1000)))
        let others = [
            try await Self.origin(.pattern((4 << 20) + 1), tag: "b"),
            try await Self.origin(.pattern(4 << 20, seed: 2), tag: "c"),
            try await Self.origin(Self.body, tag: "d"),
        ]
        try await fetch([slow] + others, fragments: .fixed(1))
        // They were asked for the bytes to compare at the most.
        #expect(others[0].bytesServed < 512 << 10)
        #expect(others[1].bytesServed < 512 << 10)
        #expect(others[2].bytesServed > 3 << 20)
    }

    @Test func `the slow last bytes are left to a mirror`() async throws {
        let slow = try await Self.origin(
            Self.body, tag: "a", .throttle(512 << 10),
            .when(.covers((4 << 20) - 1), .throttle(2000)))
        let fast = try await Self.origin(Self.body, tag: "b", .throttle(512 << 10))
        try await fetch([slow, fast], fragments: .fixed(4))
    }
}
