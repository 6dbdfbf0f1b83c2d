import DownloadCore
import DownloadEngine

/// Keeps the limit of all downloads together as the schedule of the settings has it.
///
/// It speaks only when the hour changes the limit, so that a limit set by hand holds until then.
func keepLimitSchedule(of settings: Settings, in engine: Engine) async {
    guard !settings.schedule.isEmpty else { return }
    var current = settings.limit(at: minuteOfDay())
    while !Task.isCancelled {
        let untilNextMinute = 60 - wallClock().truncatingRemainder(dividingBy: 60)
        try? await Task.sleep(for: .seconds(untilNextMinute))
        let limit = settings.limit(at: minuteOfDay())
        guard limit != current, !Task.isCancelled else { continue }
        current = limit
        await engine.perform(.limitAll(bytesPerSecond: limit))
    }
}
