import NIOCore
import Synchronization

/// Hands out turns to send so that no more than a rate goes out; shared, it is one rate for all.
///
/// Idle time earns nothing but two ticks, which make up for timers that fire late.
package final class Pace: Sendable {
    private let bytesPerSecond: Int64
    private let next = Mutex<NIODeadline?>(nil)
    private static let tick = TimeAmount.milliseconds(20)

    /// Creates a pace of so many bytes per second.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = max(1, bytesPerSecond)
    }

    /// Takes the next turn: how many bytes, `wanted` at most, and when they may go out.
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
