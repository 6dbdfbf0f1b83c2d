import DownloadCore
import Synchronization

/// The watchers of the engine's snapshots.
final class Watchers: Sendable {
    private struct State {
        var continuations: [Int: AsyncStream<Snapshot>.Continuation] = [:]
        var next = 0
        var isOver = false
    }

    private let state = Mutex(State())

    /// Returns a stream for one more watcher.
    func watch() -> AsyncStream<Snapshot> {
        let (stream, continuation) = AsyncStream<Snapshot>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            guard !state.isOver else { return nil }
            state.next += 1
            state.continuations[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.continuations.removeValue(forKey: number) }
        }
        return stream
    }

    /// Whether there is no watcher.
    var isEmpty: Bool { state.withLock { $0.continuations.isEmpty } }

    /// Sends a snapshot to every watcher.
    func publish(_ snapshot: Snapshot) {
        let continuations = state.withLock { Array($0.continuations.values) }
        for continuation in continuations { continuation.yield(snapshot) }
    }

    /// Ends all streams after the published snapshots.
    func finish() {
        let continuations = state.withLock { state in
            state.isOver = true
            return Array(state.continuations.values)
        }
        for continuation in continuations { continuation.finish() }
    }
}
