import DownloadCore

/// What the next turns have to do besides what happens.
struct Agenda {
    /// Whether downloads may want lanes.
    var wantsFill = false
    /// Whether downloads that wait may start.
    var wantsStart = false
    /// Whether it is being found out for some download how many lanes help.
    var isTuning = false
    /// When speeds were last sampled.
    var lastSample = Instant(seconds: -1)
    /// When the next fragment has waited for long enough.
    var nextWake: Instant?
    /// When a download may try again to reach a host that is away.
    var nextStart: Instant?

    /// The seconds between two samples of the lanes' speeds.
    var samplePace: Double { Download.samplePace(isTuning: isTuning) }

    /// Notes what a download needs time for.
    mutating func note(wake: Instant?, isTuning tunes: Bool) {
        if tunes { isTuning = true }
        if let wake { nextWake = min(nextWake ?? wake, wake) }
    }

    /// Notes when a download may start.
    mutating func note(start: Instant) { nextStart = min(nextStart ?? start, start) }

    /// Whether fragments have waited for long enough.
    mutating func takeWake(at time: Instant) -> Bool {
        guard let wake = nextWake, time >= wake else { return false }
        nextWake = nil
        return true
    }

    /// Whether a download may start that has waited for its host.
    mutating func takeStart(at time: Instant) -> Bool {
        guard let start = nextStart, time >= start else { return false }
        nextStart = nil
        return true
    }
}
