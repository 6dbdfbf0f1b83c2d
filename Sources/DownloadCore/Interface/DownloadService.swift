/// The interface between a face and its engine, in this process or in another one.
public protocol DownloadService: Sendable {
    /// Performs an intent, in the order of the calls.
    func perform(_ intent: Intent) async

    /// Adds requests; resumes or retries an unfinished download of the same URL and folder.
    func takeUp(_ requests: [DownloadRequest]) async

    /// Returns snapshots of the queue from now on; a slow reader gets only the newest.
    ///
    /// The stream ends with the engine.
    func snapshots() -> AsyncStream<Snapshot>

    /// Chooses the downloads whose fragments, coverage, sources and events snapshots must hold.
    ///
    /// Snapshots may hold details of others too, possibly out of date.
    func look(at detail: SnapshotDetail) async

    /// Whether the engine keeps running, with all its connections, after this face leaves.
    var isShared: Bool { get }

    /// Why the engine ended unexpectedly, in words; `nil` otherwise.
    var failure: String? { get }

    /// Returns what is wrong with the engine while it runs, from now on: a fault in words, and `nil`
    /// when it is over.
    func troubles() -> AsyncStream<String?>

    /// Gives up the intents that an unresponsive engine in another process does not confirm soon.
    ///
    /// Called when the face ends, since its user waits for it.
    func limitWaits()

    /// Ends this use of the engine.
    ///
    /// - Throws: `DownloadError` when the engine cannot be kept running; nothing has ended then.
    ///   Another error when an engine in another process has not confirmed what it was asked.
    func end(_ ending: ServiceEnding) async throws
}

extension DownloadService {
    /// Returns no faults: an engine in this process has none of its own.
    public func troubles() -> AsyncStream<String?> { AsyncStream { $0.finish() } }

    /// Does nothing: an engine in this process performs every intent.
    public func limitWaits() {}
}

/// The downloads of a snapshot that include details.
public enum SnapshotDetail: Hashable, Sendable, Codable {
    /// No download.
    case none
    /// One download.
    case one(DownloadID)
    /// All downloads.
    case all
}

/// What happens to the engine when a face ends.
public enum ServiceEnding: Hashable, Sendable {
    /// An engine used only by this face saves its state and stops; a shared one keeps running.
    case leave
    /// The engine saves its state and stops, even if others use it.
    case stop
    /// The engine keeps running in the background.
    case background
}
