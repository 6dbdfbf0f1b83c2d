import DownloadCore
import FaultOrigin
import Foundation
import Harness
import Testing

@testable import DownloadEngine

/// Settings of a single download.
@Suite struct EngineOverrideTests {
    @Test func `a download has its own number of tries`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(1_000), .status(500))
        let folder = TemporaryFolder()
        let run = try await EngineRun {
            $0.retries = 100
            $0.asksUser = false
        }
        let id = try await run.add(origin.url(), to: folder.path) { $0.overrides.tries = 2 }
        try await run.wait(for: id, "a failure") {
            if case .failed = $0.state { true } else { false }
        }
        #expect(origin.log.count <= 4, "\(origin.log.count) requests")
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [true, false])
    func `a download has its own rule for the file's time`(_ usesServerTime: Bool) async throws {
        let date = "Thu, 01 Jan 2015 00:00:00 GMT"
        let origin = try await FaultOrigin.start(body: .pattern(1_000), .lastModified(date))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.fileTime = usesServerTime ? .download : .server }
        let id = try await run.add(origin.url(), to: folder.path) {
            $0.overrides.usesServerTime = usesServerTime
        }
        try await run.wait(forEndOf: id)
        let facts = try FileManager.default.attributesOfItem(atPath: folder.path + "/file.bin")
        let time = try #require(facts[.modificationDate] as? Date).timeIntervalSince1970
        #expect((time == 1_420_070_400) == usesServerTime, "\(time)")
        await run.stop()
        try await origin.stop()
    }
}
