import Dispatch
import DownloadCore
import DownloadEngine
import Glibc

/// The clock that the limit schedule follows.
struct DayClock: Sendable {
    /// The minute of the local day, 0 to 1439.
    var minute: @Sendable () -> Int = { minuteOfDay() }
    /// Returns when a minute of the local day begins, or when its task is cancelled.
    var wait: @Sendable (_ minute: Int) async -> Void = { await waitForMinute($0) }
}

/// Applies the schedule of the total speed limit until its task is cancelled.
///
/// It sets the limit only when the scheduled value changes, so that a manual limit applies until
/// then.
func keepLimitSchedule(
    of settings: Settings, in engine: Engine, clock: DayClock = DayClock()
) async {
    guard !settings.schedule.isEmpty else { return }
    var minute = clock.minute()
    var current = settings.limit(at: minute)
    while let change = settings.nextLimitChange(after: minute) {
        await clock.wait(change)
        if Task.isCancelled { return }
        minute = clock.minute()
        let limit = settings.limit(at: minute)
        // The clock may have been set.
        guard limit != current else { continue }
        current = limit
        await engine.perform(.limitAll(bytesPerSecond: limit))
    }
}

/// Waits for the beginning of a minute of the local day.
///
/// The timer follows the clock when it is set. `Task.sleep` would wake an idle process every second.
private func waitForMinute(_ minute: Int) async {
    var now = time(nil)
    var day = tm()
    localtime_r(&now, &day)
    if minute <= Int(day.tm_hour * 60 + day.tm_min) { day.tm_mday += 1 }
    (day.tm_hour, day.tm_min, day.tm_sec) = (Int32(minute / 60), Int32(minute % 60), 0)
    // Unknown: the change to summer time may lie between.
    day.tm_isdst = -1
    let seconds = max(1, mktime(&day) - now)
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "limit-schedule"))
    let (ticks, tick) = AsyncStream.makeStream(of: Never.self)
    timer.setEventHandler { tick.finish() }
    timer.schedule(wallDeadline: .now() + .seconds(seconds))
    timer.activate()
    for await _ in ticks {}
    timer.cancel()
}
