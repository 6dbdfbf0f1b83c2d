import DownloadCore

/// An engine with an empty queue that does nothing.
struct StandIn: DownloadService {
    func perform(_ intent: Intent) async {}
    func takeUp(_ requests: [DownloadRequest]) async {}
    func look(at detail: SnapshotDetail) async {}
    func end(_ ending: ServiceEnding) async {}
    var isShared: Bool { false }
    var failure: String? { nil }

    func snapshots() -> AsyncStream<Snapshot> {
        AsyncStream { $0.yield(Snapshot(time: Instant(seconds: 0))) }
    }
}
