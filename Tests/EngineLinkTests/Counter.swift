import Synchronization

/// Counts calls on any thread.
final class Counter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}

/// The first matching snapshot; `nil` when the stream ends before.
func first<Element: Sendable>(
    _ stream: AsyncStream<Element>, where condition: (Element) -> Bool
) async -> Element? {
    for await element in stream where condition(element) { return element }
    return nil
}
