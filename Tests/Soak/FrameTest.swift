import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness
import TerminalUI

/// Checks every snapshot of downloads that a user disturbs at random: the rows of the fragments add
/// up to the download.
enum FrameTest {
    /// The result.
    struct Report: Sendable {
        /// The number of pictures of downloads with fragments.
        var frames = 0
        /// The number of intents.
        var intents = 0
        /// The first faults.
        var faults: [String] = []

        /// The result on one line.
        var line: String {
            "\(frames) frames, \(intents) keys: "
                + (faults.isEmpty ? "every sum right" : faults.joined(separator: "; "))
        }
    }

    /// Watches two downloads for some seconds, and at least for some frames of them.
    ///
    /// - Throws: `NotInTime` when nginx is missing or does not start.
    static func run(seconds: Double, frames: Int = 0, seed: UInt64) async throws -> Report {
        let nginx = try await Nginx(bytesPerSecond: 256 << 10)
        for name in ["1.bin", "2.bin"] {
            _ = FileManager.default.createFile(atPath: nginx.path(name), contents: nil)
            guard truncate(nginx.path(name), 512 << 20) == 0 else {
                throw NotInTime("no sparse file")
            }
        }
        let folder = try TemporaryFolder()
        var configuration = EngineConfiguration()
        configuration.connectionsPerHost = 64
        let engine = try await Engine.start(configuration)
        let snapshots = engine.snapshots()
        let ids = await engine.add(
            ["1.bin", "2.bin"].map {
                DownloadRequest(source: nginx.url($0), directory: folder.path)
            })
        let disturbing = Task { await disturb(ids, in: engine, seed: seed) }
        var report = Report()
        let end = ContinuousClock.now + .seconds(seconds)
        for await snapshot in snapshots {
            for download in snapshot.downloads { check(download, &report) }
            if ContinuousClock.now >= end, report.frames >= frames { break }
        }
        disturbing.cancel()
        report.intents = await disturbing.value
        await engine.shutdown()
        return report
    }

    private static func check(_ download: DownloadSnapshot, _ report: inout Report) {
        guard download.length != nil, !download.fragments.isEmpty else { return }
        report.frames += 1
        let sum = FragmentRows(download).rows.reduce(0) { $0 + $1.received }
        guard sum != download.received, report.faults.count < 5 else { return }
        report.faults.append(
            "\(download.name) \(download.state): fragments have \(sum) bytes, it has"
                + " \(download.received)")
    }

    /// Changes the downloads as random keys do, until it is cancelled.
    ///
    /// - Returns: The number of intents.
    private static func disturb(_ ids: [DownloadID], in engine: Engine, seed: UInt64) async -> Int {
        var random = SeededRandom(seed: seed)
        var count = 0
        while !Task.isCancelled {
            let id = ids.randomElement(using: &random).map { [$0] } ?? []
            let intent: Intent =
                switch random.next() % 9 {
                case 0: .setFragments(id, .fixed(Int.random(in: 1...32, using: &random)))
                case 1, 2: .changeFragments(id, by: 1)
                case 3, 4: .changeFragments(id, by: -1)
                case 5: .pause(id)
                case 6: .resume(ids)
                case 7:
                    .limitDownload(id, bytesPerSecond: Bool.random(using: &random) ? nil : 1 << 20)
                default: .retry(id)
                }
            await engine.perform(intent)
            count += 1
            try? await Task.sleep(for: .milliseconds(Int.random(in: 20...200, using: &random)))
            if count % 8 == 0 { await engine.perform(.resume(ids)) }
        }
        return count
    }
}
