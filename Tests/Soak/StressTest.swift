import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness
import Synchronization

/// Runs of one protocol within one engine.
final class StressTest: Sendable {
    /// The result of some runs.
    struct Report: Sendable {
        /// The number of runs.
        var runs = 0
        /// The number of files compared.
        var files = 0
        /// The number of connections reset.
        var resets = 0
        /// The faults found.
        var faults: [String] = []

        /// Whether every file was right.
        var isGood: Bool { faults.isEmpty && runs > 0 }

        /// The result on one line.
        var line: String {
            "\(runs) runs, \(files) files, \(resets) resets: "
                + (faults.isEmpty ? "every byte right" : "\(faults.count) WRONG")
        }
    }

    private let engine: Engine
    private let site: StressSite
    private let disk: SlowDisk
    private let folder: TemporaryFolder
    private let newest = Mutex<Snapshot?>(nil)
    /// The time limit in seconds of a run after its last disturbance.
    private static let patience = Harness.patience

    private init(_ kind: StressProtocol) async throws {
        disk = SlowDisk()
        folder = try TemporaryFolder()
        site = try await StressSite(kind)
        var configuration = EngineConfiguration()
        configuration.fileSystem = disk
        configuration.activeDownloads = 4
        configuration.connectionsPerHost = 64
        configuration.retries = 1_000
        configuration.asksUser = false
        engine = try await Engine.start(configuration)
    }

    /// Runs a protocol several times.
    ///
    /// - Parameters:
    ///   - kind: The protocol.
    ///   - runs: The number of runs.
    ///   - seed: The seed of the first run, incremented for each further run.
    ///   - note: Called with each fault.
    /// - Returns: The result.
    /// - Throws: `NotInTime` when a server is missing or does not start.
    static func run(
        _ kind: StressProtocol, runs: Int, seed: UInt64, note: (String) -> Void = { _ in }
    ) async throws -> Report {
        let test = try await StressTest(kind)
        let snapshots = test.engine.snapshots()
        let watching = Task {
            for await snapshot in snapshots { test.newest.withLock { $0 = snapshot } }
        }
        var report = Report()
        for number in 0..<UInt64(max(runs, 0)) {
            for fault in try await test.run(seed: seed &+ number, &report) {
                report.faults.append("seed \(seed &+ number): \(fault)")
                note(report.faults.last ?? "")
            }
        }
        await test.engine.shutdown()
        watching.cancel()
        await test.site.stop()
        return report
    }

    private func run(seed: UInt64, _ report: inout Report) async throws -> [String] {
        var random = SeededRandom(seed: seed)
        let directory = try folder.folder("\(seed)")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let files = Array(site.files.shuffled(using: &random).prefix(1 + Int(random.next() % 4)))
        let requests = files.map { file in
            var request = DownloadRequest(source: file.url, directory: directory)
            request.name = file.name
            request.transport = site.transport
            request.fragments = StressTest.fragments(&random)
            return request
        }
        await engine.perform(.limitAll(bytesPerSecond: StressTest.limit(&random)))
        let ids = await engine.add(requests)
        for _ in 0..<(random.next() % 25) {
            try await Task.sleep(for: .milliseconds(Int(random.next() % 40)))
            if areOver(ids) { break }
            report.resets += await disturb(ids, &random)
        }
        disk.slow(byMicroseconds: 0)
        await engine.perform(.limitAll(bytesPerSecond: nil))
        await engine.perform(.limitDownload(ids, bytesPerSecond: nil))
        await engine.perform(.resume(ids))
        let end = ContinuousClock.now + .seconds(StressTest.patience)
        while !areOver(ids), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(5))
        }
        let faults = zip(files, ids).compactMap { file, id in
            fault(of: file, id, in: directory)
        }
        report.runs += 1
        report.files += files.count
        await engine.perform(.remove(ids, deletingPartFile: true))
        return faults
    }

    private func snapshot(of id: DownloadID) -> DownloadSnapshot? {
        newest.withLock { $0?.downloads.first { $0.id == id } }
    }

    private func areOver(_ ids: [DownloadID]) -> Bool {
        ids.allSatisfy { id in
            switch snapshot(of: id)?.state {
            case .done, .failed: true
            default: false
            }
        }
    }

    private func fault(
        of file: StressSite.File, _ id: DownloadID, in directory: String
    ) -> String? {
        guard let snapshot = snapshot(of: id), snapshot.state == .done else {
            let events = snapshot(of: id)?.events.suffix(8).map(\.text) ?? []
            return "\(file.name): \(String(describing: snapshot(of: id)?.state)) \(events)"
        }
        let isRight = (try? file.body.isContent(ofFile: directory + "/" + file.name)) ?? false
        return isRight ? nil : "\(file.name): WRONG BYTES \(snapshot.events.map(\.text))"
    }

    /// Disturbs downloads in progress.
    ///
    /// - Returns: The number of connections that were reset.
    private func disturb(_ ids: [DownloadID], _ random: inout SeededRandom) async -> Int {
        let one = ids.randomElement(using: &random).map { [$0] } ?? []
        switch random.next() % 9 {
        case 0: await engine.perform(.setFragments(one, StressTest.fragments(&random)))
        case 1: await engine.perform(.changeFragments(one, by: random.next() % 2 == 0 ? 3 : -3))
        case 2, 3:
            await engine.perform(.pause(one))
            if random.next() % 2 == 0 { try? await Task.sleep(for: .milliseconds(5)) }
            await engine.perform(.resume(one))
        case 4: await engine.perform(.limitAll(bytesPerSecond: StressTest.limit(&random)))
        case 5:
            await engine.perform(
                .limitDownload(one, bytesPerSecond: StressTest.limit(&random)))
        case 6: disk.slow(byMicroseconds: random.next() % 2 == 0 ? 0 : 20_000)
        default:
            site.resetConnection(using: &random)
            return 1
        }
        return 0
    }

    private static func fragments(_ random: inout SeededRandom) -> FragmentCount {
        random.next() % 4 == 0 ? .auto : .fixed(1 + Int(random.next() % 16))
    }

    private static func limit(_ random: inout SeededRandom) -> Int64? {
        [nil, 4 << 20, 8 << 20, 20 << 20, 40 << 20].randomElement(using: &random) ?? nil
    }
}
