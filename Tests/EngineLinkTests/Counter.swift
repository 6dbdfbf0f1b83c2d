import Synchronization

/// Counts calls on any thread.
final class Counter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}

/// The first snapshot that is as wanted; `nil` when the stream ends before.
func first<Element: Sendable>(
    _ stream: AsyncStream<Element>, where condition: (Element) -> Bool
) async -> Element? {
    for await element in stream where condition(element) { return element }
    return nil
}

/// Waits until a condition holds, for at most half a minute.
func wait(until condition: () -> Bool) async -> Bool {
    for _ in 0..<3000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return condition()
}
