import DownloadCore

/// The displayed speeds and their history, from the bytes that the engine counted.
///
/// Servers send in bursts, so raw speeds cannot be read. Averaging happens only here.
struct Speeds: Sendable {
    /// The history of the total.
    private(set) var all = SpeedHistory()
    private var histories: [DownloadID: SpeedHistory] = [:]
    private var meters: [DownloadID: SpeedMeter] = [:]
    private var fragments: [Int: (meter: SpeedMeter, history: SpeedHistory)] = [:]
    /// The download whose fragments are shown.
    private var shown: DownloadID?

    /// The total in bytes per second: the sum of the rows.
    var total: Double { meters.values.reduce(0) { $0 + ($1.shown ?? 0) } }

    /// Returns the speed of a download in bytes per second; `nil` when it is not known yet.
    func speed(of download: DownloadSnapshot) -> Double? {
        download.isRunning ? meters[download.id]?.shown : 0
    }

    /// Returns the speed of a fragment of the shown download in bytes per second.
    func speed(of fragment: FragmentSnapshot) -> Double? {
        fragment.state == .receiving ? fragments[fragment.number]?.meter.shown : 0
    }

    /// Returns the history of a download's speed.
    func history(of download: DownloadSnapshot) -> SpeedHistory {
        histories[download.id] ?? SpeedHistory()
    }

    /// Returns the history of a fragment's speed, for the shown download.
    func history(of fragment: FragmentSnapshot) -> SpeedHistory {
        fragments[fragment.number]?.history ?? SpeedHistory()
    }

    /// Returns the seconds left at the displayed speed; `nil` when they cannot be estimated.
    func secondsLeft(of download: DownloadSnapshot) -> Double? {
        guard let length = download.length, let speed = speed(of: download), speed >= 1 else {
            return nil
        }
        return Double(max(0, length - download.received)) / speed
    }

    /// Records the newest counts.
    ///
    /// - Parameters:
    ///   - snapshot: The newest snapshot.
    ///   - active: The places of the active downloads.
    ///   - id: The download whose fragments are shown.
    mutating func note(_ snapshot: Snapshot, at active: [Int], showing id: DownloadID?) {
        var next: [DownloadID: SpeedMeter] = [:]
        var fragmentsNow: [Int: (meter: SpeedMeter, history: SpeedHistory)] = [:]
        var arrived: Int64 = 0
        for index in active {
            let download = snapshot.downloads[index]
            arrived += histories[download.id, default: SpeedHistory()]
                .count(upTo: download.received, at: snapshot.time)
            guard download.isRunning else { continue }
            let conditions = SpeedMeter.Conditions(
                limits: [snapshot.limit, download.request.limit],
                connections: download.wantedFragments, isSlow: snapshot.isSlow)
            next[download.id] = meters[download.id] ?? SpeedMeter()
            next[download.id]?.note(download.received, under: conditions, at: snapshot.time)
            guard download.id == id else { continue }
            for fragment in download.fragments where fragment.state == .receiving {
                var entry = id == shown ? fragments[fragment.number] : nil
                entry = entry ?? (SpeedMeter(), SpeedHistory())
                entry?.meter.note(fragment.received, under: conditions, at: snapshot.time)
                entry?.history.count(upTo: fragment.received, at: snapshot.time)
                fragmentsNow[fragment.number] = entry
            }
        }
        all.add(arrived, at: snapshot.time)
        meters = next
        fragments = fragmentsNow
        shown = id
    }

    /// Drops the histories of inactive downloads, except one, once there are many.
    mutating func prune(keeping active: some Sequence<DownloadID>, and id: DownloadID?) {
        guard histories.count > 64 else { return }
        let keep = Set(active)
        histories = histories.filter { keep.contains($0.key) || $0.key == id }
    }
}
