import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

extension QuietMachine {
    /// The effect of limits on the wire.
    @Suite struct `An engine with limits` {
        /// The bytes an origin has sent at some time, for each path.
        private struct Tally {
            let time = ContinuousClock.now
            var all: Int64 = 0
            var paths: [String: Int64] = [:]

            init(_ origin: FaultOrigin) {
                for entry in origin.log {
                    all += entry.bytesSent
                    paths[entry.request.target, default: 0] += entry.bytesSent
                }
            }
        }

        /// Waits until total and single rates have held over some span of four to ten seconds: the
        /// longer, the less the bytes queued in sockets matter.
        private func wait(
            forRatesOf origin: FaultOrigin, all: Double, of path: String, own: Double
        ) async throws {
            var tallies = [Tally(origin)]
            var seen: [(all: Double, own: Double)] = []
            try await Harness.wait(for: "rates of \(all) and \(own)", state: { "\(seen)" }) {
                let after = Tally(origin)
                guard after.time - (tallies.last ?? after).time >= .milliseconds(500) else {
                    return false
                }
                for before in tallies {
                    let seconds = (after.time - before.time) / .seconds(1)
                    guard seconds >= 3.9, seconds <= 10.5 else { continue }
                    let rate = Double(after.all - before.all) / seconds
                    let mine =
                        Double((after.paths[path] ?? 0) - (before.paths[path] ?? 0)) / seconds
                    if abs(rate / all - 1) <= 0.03, abs(mine / own - 1) <= 0.03 { return true }
                    seen.append((rate, mine))
                }
                tallies.append(after)
                return false
            }
        }

        @Test func `total and single limits hold within 3 %, also when they change`()
            async throws
        {
            // Slow enough for short queues in the sockets, and faster than any limit.
            let origin = try await FaultOrigin.start(body: .pattern(512 << 20), .throttle(4 << 20))
            let folder = TemporaryFolder()
            let run = try await EngineRun {
                $0.limit = 8 << 20
                $0.connectionsPerHost = 16
            }
            let slow = try await run.add(origin.url("/slow"), to: folder.path) {
                $0.limit = 2 << 20
            }
            let fast = try await run.add(origin.url("/fast"), to: folder.path)
            for id in [slow, fast] {
                try await run.wait(for: id, "four connections") { $0.connections == 4 }
            }
            try await wait(forRatesOf: origin, all: 8 * 1_048_576, of: "/slow", own: 2 * 1_048_576)
            await run.engine.perform(.limitAll(bytesPerSecond: 10 << 20))
            await run.engine.perform(.limitDownload([slow], bytesPerSecond: 4 << 20))
            try await wait(forRatesOf: origin, all: 10 * 1_048_576, of: "/slow", own: 4 * 1_048_576)
            await run.stop()
            try await origin.stop()
        }
    }
}
