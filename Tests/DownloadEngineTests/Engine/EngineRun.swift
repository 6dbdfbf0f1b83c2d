import DownloadCore
import FaultOrigin
import Synchronization

@testable import DownloadEngine

/// An engine under test, with a folder and the newest picture of it.
final class EngineRun: Sendable {
    /// What did not come true in time.
    struct NotInTime: Error, CustomStringConvertible {
        let description: String
    }

    let engine: Engine
    private let newest = Mutex<Snapshot?>(nil)
    private let watching = Mutex<Task<Void, Never>?>(nil)

    init(
        ledger: String? = nil, system: any FileSystem = LinuxFileSystem(),
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws {
        var configuration = EngineConfiguration()
        configuration.ledgerPath = ledger
        configuration.fileSystem = system
        configuration.diskRetrySeconds = 0.2
        change(&configuration)
        engine = try await Engine.start(configuration)
        let snapshots = engine.snapshots()
        watching.withLock { task in
            task = Task { [weak self] in
                for await snapshot in snapshots { self?.newest.withLock { $0 = snapshot } }
            }
        }
    }

    /// The newest picture.
    var snapshot: Snapshot? { newest.withLock { $0 } }

    /// The newest picture of one download.
    subscript(id: DownloadID) -> DownloadSnapshot? {
        snapshot?.downloads.first { $0.id == id }
    }

    /// Adds one download.
    func add(
        _ url: String, to folder: String, fragments: Int = 4,
        _ change: (inout DownloadRequest) -> Void = { _ in }
    ) async throws -> DownloadID {
        var request = DownloadRequest(source: url, directory: folder)
        request.fragments = .fixed(fragments)
        change(&request)
        let ids = await engine.add([request])
        guard let id = ids.first else { throw NotInTime(description: "nothing was added") }
        return id
    }

    /// Waits until a download looks as wanted.
    @discardableResult
    func wait(
        for id: DownloadID, _ what: String, seconds: Double = 120,
        until condition: (DownloadSnapshot) -> Bool
    ) async throws -> DownloadSnapshot {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if let picture = self[id], condition(picture) { return picture }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NotInTime(
            description: "no \(what); \(String(describing: self[id]?.state))"
                + " \(self[id]?.events.map(\.text) ?? [])")
    }

    /// Waits until a download is done.
    @discardableResult
    func wait(forEndOf id: DownloadID, seconds: Double = 120) async throws -> DownloadSnapshot {
        try await wait(for: id, "end", seconds: seconds) { $0.state == .done }
    }

    /// Ends the engine; to be called by every test.
    func stop() async {
        await engine.shutdown()
        watching.withLock { $0 }?.cancel()
    }
}

/// Waits until something holds.
func wait(
    for what: String, seconds: Double = 120, until condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            throw EngineRun.NotInTime(description: "no \(what) in \(seconds) s")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension TemporaryFolder {
    /// Whether a file has these bytes.
    func holds(_ body: Body, as name: String) -> Bool {
        content(name) == body.bytes(in: 0..<body.count)
    }
}
