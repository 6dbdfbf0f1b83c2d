import DownloadCore
import DownloadEngine
import Foundation
import Harness

/// Measures changes of a long queue in which nothing runs.
enum QueueCost {
    /// Prints what one change costs in queues of several lengths, and the memory of a download.
    static func report() async throws {
        print("\nthe engine's queue")
        for count in [1_000, 100_000] { try await report(count) }
    }

    private static func report(_ count: Int) async throws {
        let folder = try TemporaryFolder()
        var configuration = EngineConfiguration()
        configuration.activeDownloads = 0
        configuration.ledgerPath = folder.file("ledger.sqlite")
        let before = residentKiB()
        var engine = try await Engine.start(configuration)
        let requests = (0..<count).map {
            DownloadRequest(
                source: "https://example.org/archive/\($0).bin", directory: folder.path)
        }
        let clock = ContinuousClock()
        let adding = await clock.measure { await engine.add(requests) }
        let memory = Double(residentKiB() - before) / Double(count)
        await engine.shutdown()
        note("\(count) downloads: one added", adding / .microseconds(count), "µs")
        note("\(count) downloads: memory of each", memory, "KiB")
        let opening = try await clock.measure { engine = try await Engine.start(configuration) }
        note("\(count) downloads: one loaded", opening / .microseconds(count), "µs")
        var watching = engine.snapshots().makeAsyncIterator()
        let ids = await watching.next()?.downloads.map(\.id) ?? []
        let moving = await clock.measure {
            for id in ids.prefix(200) { await engine.perform(.move([id], by: 1)) }
        }
        note("\(count) downloads: one moved", moving / .microseconds(200), "µs")
        let removing = await clock.measure {
            for id in ids.prefix(200) {
                await engine.perform(.remove([id], deletingPartFile: false))
            }
        }
        note("\(count) downloads: the first removed", removing / .microseconds(200), "µs")
        let last = clock.now
        while let snapshot = await watching.next(), snapshot.downloads.count > count - 200 {}
        note("\(count) downloads: shown", (clock.now - last) / .milliseconds(1), "ms later")
        let closing = await clock.measure { await engine.shutdown() }
        note("\(count) downloads: the last changes saved", closing / .milliseconds(1), "ms")
    }

    private static func residentKiB() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
    }
}
