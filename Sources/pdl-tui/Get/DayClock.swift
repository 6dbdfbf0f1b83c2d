import DownloadCore
import DownloadEngine

/// The clock that the limit schedule follows.
struct DayClock: Sendable {
    /// The minute of the local day, 0 to 1439.
    var minute: @Sendable () -> Int = { minuteOfDay() }
    /// Returns at the start of the next minute, or when its task is cancelled.
    var nextMinute: @Sendable () async -> Void = {
        let untilNextMinute = 60 - wallClock().truncatingRemainder(dividingBy: 60)
        try? await Task.sleep(for: .seconds(untilNextMinute))
    }
}

/// Applies the schedule of the total speed limit until its task is cancelled.
///
/// It sets the limit only when the scheduled value changes, so that a manual limit applies until
/// then.
func keepLimitSchedule(
    of settings: Settings, in engine: Engine, clock: DayClock = DayClock()
) async {
    guard !settings.schedule.isEmpty else { return }
    var current = settings.limit(at: clock.minute())
    while !Task.isCancelled {
        await clock.nextMinute()
        let limit = settings.limit(at: clock.minute())
        guard limit != current, !Task.isCancelled else { continue }
        current = limit
        await engine.perform(.limitAll(bytesPerSecond: limit))
    }
}
