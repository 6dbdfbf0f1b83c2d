import CLinux
import DownloadCore
import Glibc

/// The machine's clocks, and the chance that spreads retries.
struct Clocks {
    /// Seeded once, since the system's own numbers cost a call to the kernel each.
    private var jitter = Jitter(seed: UInt64.random(in: 0...UInt64.max))

    /// The time on the clock that never jumps.
    var instant: Instant { Instant(seconds: pdl_clock_seconds(CLOCK_MONOTONIC)) }

    /// Seconds since 1970.
    var date: Double { pdl_clock_seconds(CLOCK_REALTIME) }

    /// The moment for the rules.
    mutating func now() -> Download.Now {
        Download.Now(instant, date: date, chance: Double.random(in: 0...1, using: &jitter))
    }
}
