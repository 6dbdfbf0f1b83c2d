import DownloadCore

/// An engine that performs nothing and sends no snapshot.
struct FrozenEngine: DownloadService {
    func perform(_ intent: Intent) async { await freeze() }
    func takeUp(_ requests: [DownloadRequest]) async { await freeze() }
    func look(at detail: SnapshotDetail) async {}
    func end(_ ending: ServiceEnding) async {}
    var isShared: Bool { false }
    var failure: String? { nil }
    func snapshots() -> AsyncStream<Snapshot> { AsyncStream { _ in } }

    /// Returns only when the task is cancelled.
    private func freeze() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
    }
}
