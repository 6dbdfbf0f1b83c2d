import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// A queue that is paused and resumed as a whole.
@Suite struct `An engine that pauses everything` {
    @Test func `every download is paused, whether it has begun or not, and can start again`()
        async throws
    {
        let body = Body.pattern(100_000)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 1000)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 2 }
        let ids = await run.engine.add(
            (1...7).map { number in
                var request = DownloadRequest(source: origin.url(), directory: folder.path)
                request.name = "\(number)"
                return request
            })
        func states() -> [DownloadSnapshot.State] { run.snapshot?.downloads.map(\.state) ?? [] }
        func waitForStates(
            _ what: String, _ condition: ([DownloadSnapshot.State]) -> Bool
        ) async throws {
            try await wait(for: what, state: { "\(states())" }) {
                states().count == ids.count && condition(states())
            }
        }
        func waiting(_ states: [DownloadSnapshot.State]) -> Int {
            states.count { $0 == .waiting }
        }
        // Two begin; the fourth and the last are awake without having begun.
        await run.engine.perform(.limitDownload([ids[3], ids[6]], bytesPerSecond: 50 << 20))
        try await waitForStates("two active") { waiting($0) == 5 && waiting(Array($0[2...])) == 5 }
        for _ in 1...2 {
            await run.engine.perform(.pauseAll)
            try await waitForStates("all paused") { $0.allSatisfy { $0 == .paused(.user) } }
            await run.engine.perform(.resume([ids[4]]))
            try await waitForStates("the fifth alone") { states in
                ![.waiting, .paused(.user)].contains(states[4])
                    && states.count { $0 == .paused(.user) } == 6
            }
            await run.engine.perform(.resumeAll)
            try await waitForStates("a second one") { waiting($0) == 5 }
        }
        origin.release()
        for (id, number) in zip(ids, 1...) {
            try await run.wait(forEndOf: id)
            #expect(try body.isContent(ofFile: folder.path + "/\(number)"))
        }
        await run.stop()
        try await origin.stop()
    }
}
