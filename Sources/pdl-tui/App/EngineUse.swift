import DownloadCore

/// The interface's use of the engine: what it was asked, and what becomes of it at the end.
@MainActor
final class EngineUse {
    /// Whether the engine was asked to do anything.
    private(set) var hasAsked = false
    /// Why the engine could not be started or was lost.
    var failure: (any Error)?
    /// The engine, once it has started.
    var service: (any DownloadService)?
    /// What happens to the engine when the terminal is closed.
    let hangUp: ServiceEnding
    /// What happens to the engine when the interface ends.
    var ending = ServiceEnding.leave
    /// Whether the engine was left already, so that the end of its snapshots is expected.
    private(set) var isLeft = false
    private let intents: AsyncStream<Intent>.Continuation
    private let looks: AsyncStream<SnapshotDetail>.Continuation
    private var lastLook = SnapshotDetail.none

    init(
        intents: AsyncStream<Intent>.Continuation, looks: AsyncStream<SnapshotDetail>.Continuation,
        hangUp: ServiceEnding
    ) {
        self.hangUp = hangUp
        self.intents = intents
        self.looks = looks
    }

    /// Queues an intent.
    func perform(_ intent: Intent) {
        hasAsked = true
        intents.yield(intent)
    }

    /// Requests the details of this download only.
    func look(at detail: SnapshotDetail) {
        guard detail != lastLook else { return }
        lastLook = detail
        looks.yield(detail)
    }

    /// Records why the engine was lost.
    ///
    /// - Returns: Whether it was.
    func noteLoss() -> Bool {
        guard let reason = service?.failure else { return false }
        failure = DownloadError(.unreachable, reason)
        return true
    }

    /// Takes no more intents.
    func finish() { intents.finish() }

    /// Leaves the engine running in the background.
    ///
    /// - Returns: Whether there was an engine to leave.
    func detach() async throws -> Bool {
        guard let service, !isLeft else { return false }
        isLeft = true
        do { try await service.end(.background) } catch {
            if service.failure == nil { isLeft = false }
            throw error
        }
        return true
    }

    /// Ends the use of the engine as requested, and stops an engine that cannot be kept running.
    func leave(_ service: any DownloadService) async throws {
        guard !isLeft else { return }
        do {
            try await service.end(ending)
        } catch  where ending == .background {
            try await service.end(.leave)
        }
    }
}
