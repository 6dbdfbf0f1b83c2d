import Dispatch
import Synchronization

/// Waits until `isDone` has been called `count` times, or until the timeout.
func waitForAll(
    _ count: Int, timeout seconds: Double, isolation: isolated (any Actor)? = #isolation,
    _ begin: (_ isDone: @escaping @Sendable () -> Void) -> Void
) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let arrivals = Arrivals(count: count, waiter: continuation)
        begin { arrivals.note(1) }
        DispatchQueue(label: "timeout").asyncAfter(deadline: .now() + seconds) {
            arrivals.note(.max)
        }
    }
}

/// The outstanding calls of one wait.
private final class Arrivals: Sendable {
    private let left: Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>?)>

    init(count: Int, waiter: CheckedContinuation<Void, Never>) {
        left = Mutex((count, waiter))
    }

    func note(_ number: Int) {
        let waiter = left.withLock { left in
            left.count -= min(number, left.count)
            guard left.count == 0 else { return nil as CheckedContinuation<Void, Never>? }
            defer { left.waiter = nil }
            return left.waiter
        }
        waiter?.resume()
    }
}
