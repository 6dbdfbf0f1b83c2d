import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Refused requests, and other downloads of the same host.
@Suite struct `An engine and a refusing host` {
    @Test func `a refused URL does not permanently take connections from others`()
        async throws
    {
        // Slow enough to be active until the end of the test.
        let origin = try await FaultOrigin.start(
            body: .pattern(64 << 20), .throttle(32 << 10), .when(.path("/busy"), .status(503)))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.connectionsPerHost = 12 }
        let first = try await run.add(origin.url("/good"), to: folder.path, fragments: 8)
        try await run.wait(for: first, "eight connections") { $0.connections == 8 }
        let busy = try await run.add(origin.url("/busy"), to: folder.path, fragments: 1)
        let failure = { (picture: DownloadSnapshot) in
            if case .failed = picture.state { true } else { false }
        }
        try await run.wait(for: busy, "failure", until: failure)
        // No hammering either: one request per attempt.
        #expect(origin.log.count { $0.request.path == "/busy" } <= 6)
        // If the last attempt lowered the ceiling, the next one decides.
        if try await run.wait(for: first, "a look", until: { _ in true }).isLowered {
            let tries = origin.log.count { $0.request.path == "/busy" }
            await run.engine.perform(.retry([busy]))
            try await wait(for: "another try") {
                origin.log.count { $0.request.path == "/busy" } > tries
            }
        }
        try await run.wait(for: first, "all connections, and no ceiling") {
            $0.connections == 8 && !$0.isLowered
        }
        await run.stop()
        try await origin.stop()
    }
}

extension DownloadSnapshot {
    /// Whether its host's ceiling is below the settings.
    fileprivate var isLowered: Bool { server?.connectionCeiling != nil }
}
