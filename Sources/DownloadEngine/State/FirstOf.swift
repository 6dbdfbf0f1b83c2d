import Dispatch
import DownloadCore
import Synchronization

/// Waits for several things, up to a time limit.
enum FirstOf {
    /// Returns when `isDone` has been called this number of times, or when the time is over.
    static func wait(
        seconds: Double, for count: Int, isolation: isolated (any Actor)? = #isolation,
        _ begin: (_ isDone: @escaping @Sendable () -> Void) -> Void
    ) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let left = Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>?)>(
                (count, continuation))
            let box = Box(left)
            begin { box.arrive(1) }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { box.arrive(.max) }
        }
    }

    private final class Box: Sendable {
        private let left: Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>?)>

        init(_ left: consuming Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>?)>) {
            self.left = left
        }

        func arrive(_ number: Int) {
            let waiter = left.withLock { left in
                left.count -= min(number, left.count)
                guard left.count == 0 else { return nil as CheckedContinuation<Void, Never>? }
                defer { left.waiter = nil }
                return left.waiter
            }
            waiter?.resume()
        }
    }
}
