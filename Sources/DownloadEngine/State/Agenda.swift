import DownloadCore

/// What the next turns are due to do, and when.
struct Agenda {
    /// Whether downloads may want lanes.
    var wantsFill = false
    /// Whether downloads that wait may start.
    var wantsStart = false
    /// Whether some download is still finding out how many lanes help.
    var isTuning = false
    /// When speeds were last sampled.
    var lastSample = Instant(seconds: -1)
    /// When the next fragment's waiting time ends.
    var nextWake: Instant?

    /// The seconds between two samples of the lanes' speeds.
    var samplePace: Double { Concurrency.samplePace(isTuning: isTuning) }

    /// Records what a download needs the next turns for.
    mutating func note(wake: Instant?, isTuning tunes: Bool) {
        if tunes { isTuning = true }
        if let wake { nextWake = min(nextWake ?? wake, wake) }
    }

    /// Returns whether a fragment's waiting time has ended, and clears it if so.
    mutating func takeWake(at time: Instant) -> Bool {
        guard let wake = nextWake, time >= wake else { return false }
        nextWake = nil
        return true
    }
}
