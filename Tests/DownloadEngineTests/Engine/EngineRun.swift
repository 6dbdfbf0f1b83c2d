import DownloadCore
import FaultOrigin
import Harness
import Synchronization
import Testing

@testable import DownloadEngine

/// An engine under test, with a folder and the newest picture of it.
final class EngineRun: Sendable {
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
        guard let id = ids.first else { throw NotInTime("nothing was added") }
        return id
    }

    /// Waits until a download looks as wanted.
    @discardableResult
    func wait(
        for id: DownloadID, _ what: String, seconds: Double = patience,
        until condition: (DownloadSnapshot) -> Bool
    ) async throws -> DownloadSnapshot {
        var found: DownloadSnapshot?
        try await Harness.wait(
            for: what, seconds: seconds,
            state: {
                "\(String(describing: self[id]?.state)) \(self[id]?.events.map(\.text) ?? [])"
                    + " notice: \(snapshot?.notice ?? "none")"
            },
            until: {
                found = self[id].flatMap { condition($0) ? $0 : nil }
                return found != nil
            })
        return try #require(found)
    }

    /// Waits until a download is done.
    @discardableResult
    func wait(forEndOf id: DownloadID, seconds: Double = patience) async throws -> DownloadSnapshot
    {
        try await wait(for: id, "end", seconds: seconds) { $0.state == .done }
    }

    /// Ends the engine; to be called by every test.
    func stop() async {
        await engine.shutdown()
        #expect(await engine.handleCount == 0, "handles are left in libcurl's loop")
        watching.withLock { $0 }?.cancel()
    }
}

extension DownloadSnapshot {
    /// Whether it has reached a final state.
    var isOver: Bool {
        switch state {
        case .done, .failed: true
        default: false
        }
    }
}

extension EngineRun {
    /// Returns the error of a download that cannot succeed, in an engine of its own.
    static func error(
        of url: String, _ change: @escaping (inout DownloadRequest) -> Void
    ) async throws -> DownloadError? {
        let run = try await EngineRun()
        let id = try await run.add(url, to: TemporaryFolder().path, fragments: 1, change)
        let end = try await run.wait(for: id, "end") {
            if case .failed = $0.state { true } else { false }
        }
        await run.stop()
        return if case .failed(let error) = end.state { error } else { nil }
    }
}

extension Engine {
    /// The number of handles that libcurl works on.
    fileprivate var handleCount: Int { transfers.handleCount }
}

/// Waits until a condition holds.
///
/// - Throws: `NotInTime` with what `state` says then.
func wait(
    for what: String, state: () async -> String = { "" }, until condition: () async throws -> Bool
) async throws {
    try await Harness.wait(for: what, state: state, until: condition)
}

extension TemporaryFolder {
    /// Whether a file has these bytes.
    func holds(_ body: Body, as name: String) -> Bool {
        content(name) == body.bytes(in: 0..<body.count)
    }
}

extension Engine {
    /// The number of downloads in its queue.
    var downloadCount: Int { tasks.queue.count }
    /// What its ledger does not have yet.
    var ledger: LedgerWriter { journal.ledger }
}
