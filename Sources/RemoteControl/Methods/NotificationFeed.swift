import Synchronization

/// Sends notifications to the reader of a stream.
final class NotificationFeed: Sendable {
    /// The maximum number of notifications that wait for a slow reader; older ones are dropped.
    private static let mostWaiting = 1024

    private let continuations = Mutex<[Int: AsyncStream<[UInt8]>.Continuation]>([:])

    /// Returns the notifications from now on.
    func stream() -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingNewest(Self.mostWaiting))
        let number = continuations.withLock { continuations in
            let number = (continuations.keys.max() ?? 0) + 1
            continuations[number] = continuation
            return number
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.continuations.withLock { $0.removeValue(forKey: number) }
        }
        return stream
    }

    /// Sends a notification.
    func send(_ text: [UInt8]) {
        let readers = continuations.withLock { Array($0.values) }
        for reader in readers { reader.yield(text) }
    }
}
