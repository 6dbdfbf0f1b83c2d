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

    private func freeze() async { try? await Task.sleep(for: .seconds(120)) }
}
