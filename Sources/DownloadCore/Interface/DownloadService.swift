/// What a face needs of an engine, in this process or in another one.
public protocol DownloadService: Sendable {
    /// Performs an intent; intents are performed in the order of the calls.
    func perform(_ intent: Intent) async

    /// Adds requests, except those whose URL and folder belong to an unfinished download: that one is
    /// resumed or retried instead.
    func takeUp(_ requests: [DownloadRequest]) async

    /// Returns snapshots of the queue from now on; a slow reader gets the newest only.
    ///
    /// The stream ends with the engine.
    func snapshots() -> AsyncStream<Snapshot>

    /// Chooses the downloads whose details (fragments, coverage, sources, events) snapshots must hold.
    ///
    /// Snapshots may hold the details of others too, possibly out of date.
    func look(at detail: SnapshotDetail) async

    /// Whether the engine stays where it is, with all its connections, when this face goes.
    var isShared: Bool { get }

    /// Why the engine ended although it was not asked to, in words; `nil` otherwise.
    var failure: String? { get }

    /// Ends this use of the engine.
    ///
    /// - Throws: `DownloadError` when the engine cannot be kept running; nothing has ended then.
    func end(_ ending: ServiceEnding) async throws
}

/// The downloads of a snapshot whose details are wanted.
public enum SnapshotDetail: Hashable, Sendable, Codable {
    /// Of none.
    case none
    /// Of one.
    case one(DownloadID)
    /// Of all.
    case all
}

/// What becomes of the engine when a face ends.
public enum ServiceEnding: Hashable, Sendable {
    /// An engine that only this face uses saves its state and stops; one that others can use stays.
    case leave
    /// The engine saves its state and stops, whoever else uses it.
    case stop
    /// The engine keeps running in the background.
    case background
}
