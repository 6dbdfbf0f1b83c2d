import CLinux
import DownloadCore
import Glibc

/// The machine's clocks, and the random numbers that spread retries.
struct Clocks {
    /// Seeded once, since each number from the system costs a system call.
    private var jitter = Jitter(seed: UInt64.random(in: 0...UInt64.max))

    /// The monotonic time.
    var instant: Instant { Instant(seconds: pdl_clock_seconds(CLOCK_MONOTONIC)) }

    /// The seconds since 1970.
    var date: Double { pdl_clock_seconds(CLOCK_REALTIME) }

    /// Returns the moment passed to the rules.
    mutating func now() -> Download.Now {
        Download.Now(instant, date: date, random: Double.random(in: 0...1, using: &jitter))
    }
}
