import NIOCore
import Synchronization

/// Limits the rate of sending; if shared, the limit applies to all senders together.
///
/// Idle time earns at most two ticks of credit, which compensate for late timers.
package final class Pace: Sendable {
    private let bytesPerSecond: Int64
    private let next = Mutex<NIODeadline?>(nil)
    private static let tick = TimeAmount.milliseconds(20)

    /// Creates a pace of `bytesPerSecond`.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = max(1, bytesPerSecond)
    }

    /// Reserves up to `wanted` bytes and returns their number and earliest time.
    func turn(wanted: Int, now: NIODeadline) -> (bytes: Int, at: NIODeadline) {
        let most = max(1, Int(bytesPerSecond * Pace.tick.nanoseconds / 1_000_000_000))
        let bytes = min(wanted, most)
        return next.withLock { next in
            let at = max(next ?? now, now - Pace.tick - Pace.tick)
            next = at + .nanoseconds(Int64(bytes) * 1_000_000_000 / bytesPerSecond)
            return (bytes, at)
        }
    }
}
