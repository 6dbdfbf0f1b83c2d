import DownloadCore

/// Speeds as they are shown, and their history: all from the bytes that the engine counted.
///
/// Servers send in bursts, so a speed that follows them cannot be read. The averaging happens here
/// and nowhere else.
struct Speeds: Sendable {
    /// The history of everything together.
    private(set) var all = SpeedHistory()
    private var histories: [DownloadID: SpeedHistory] = [:]
    private var meters: [DownloadID: SpeedMeter] = [:]
    private var fragments: [Int: (meter: SpeedMeter, history: SpeedHistory)] = [:]
    /// The download whose fragments are on the screen.
    private var shown: DownloadID?

    /// Bytes per second of everything together: the sum of the rows.
    var total: Double { meters.values.reduce(0) { $0 + ($1.shown ?? 0) } }

    /// Bytes per second of a download; `nil` when that cannot be said yet.
    func speed(of download: DownloadSnapshot) -> Double? {
        download.isRunning ? meters[download.id]?.shown : 0
    }

    /// Bytes per second of a fragment of the download that is on the screen.
    func speed(of fragment: FragmentSnapshot) -> Double? {
        fragment.state == .receiving ? fragments[fragment.number]?.meter.shown : 0
    }

    /// The speed of a download in the last minutes.
    func history(of download: DownloadSnapshot) -> SpeedHistory {
        histories[download.id] ?? SpeedHistory()
    }

    /// The speed of a fragment of the download that is on the screen.
    func history(of fragment: FragmentSnapshot) -> SpeedHistory {
        fragments[fragment.number]?.history ?? SpeedHistory()
    }

    /// Seconds until a download is whole at the speed that is shown; `nil` when that cannot be said.
    func secondsLeft(of download: DownloadSnapshot) -> Double? {
        guard let length = download.length, let speed = speed(of: download), speed >= 1 else {
            return nil
        }
        return Double(max(0, length - download.received)) / speed
    }

    /// Takes the newest counts.
    ///
    /// - Parameters:
    ///   - snapshot: The newest snapshot.
    ///   - active: The places of the active downloads.
    ///   - id: The download whose fragments are on the screen.
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

    /// Forgets the histories of downloads that no longer run, once there are many; one is kept.
    mutating func prune(keeping active: some Sequence<DownloadID>, and id: DownloadID?) {
        guard histories.count > 64 else { return }
        let keep = Set(active)
        histories = histories.filter { keep.contains($0.key) || $0.key == id }
    }
}
