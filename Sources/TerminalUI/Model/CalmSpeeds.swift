import DownloadCore

/// Speeds as they are shown: averages of some seconds that change once a second.
///
/// Servers send in bursts, so a speed that follows them cannot be read, and a time left that
/// follows such a speed cannot be believed.
struct CalmSpeeds: Sendable {
    /// One number on the screen.
    private struct Speed {
        private var rate = Rate(span: 3)
        private var noted: Instant?
        private var shownSince: Instant?
        private(set) var shown = 0.0

        /// Takes a speed in bytes per second; what stands still is shown at once.
        mutating func note(_ bytesPerSecond: Double, at now: Instant) {
            guard bytesPerSecond > 0 || shown > 0 else { return rate.restart() }
            defer { noted = now }
            guard let noted else {
                rate.add(bytes: 0, at: now)
                return show(bytesPerSecond, at: now)
            }
            let bytes = min(max(0, bytesPerSecond), 1e15) * min(max(0, now - noted), 1e3)
            rate.add(bytes: Int64(bytes), at: now)
            guard let since = shownSince, now - since >= 1 || shown == 0 else { return }
            let calm = rate.bytesPerSecond ?? bytesPerSecond
            show(calm < 1 ? 0 : calm, at: now)
        }

        private mutating func show(_ value: Double, at now: Instant) {
            shown = value
            shownSince = now
        }
    }

    private var all = Speed()
    private var downloads: [DownloadID: Speed] = [:]
    private var fragments: [Int: Speed] = [:]
    /// The download whose fragments are on the screen.
    private var shown: DownloadID?

    /// Bytes per second of everything together.
    var total: Double { all.shown }

    /// Bytes per second of a download.
    func speed(of download: DownloadSnapshot) -> Double {
        downloads[download.id]?.shown ?? download.bytesPerSecond
    }

    /// Bytes per second of a fragment of the download that is on the screen.
    func speed(of fragment: FragmentSnapshot) -> Double {
        fragments[fragment.number]?.shown ?? fragment.bytesPerSecond
    }

    /// Seconds until a download is whole at the speed that is shown; `nil` when nobody can say.
    func secondsLeft(of download: DownloadSnapshot) -> Double? {
        guard download.secondsLeft != nil, let length = download.length else { return nil }
        let speed = speed(of: download)
        return speed >= 1 ? Double(max(0, length - download.received)) / speed : nil
    }

    /// Takes the newest speeds.
    ///
    /// - Parameters:
    ///   - snapshot: What the engine says.
    ///   - active: The places of the active downloads; `nil` looks at all.
    ///   - id: The download whose fragments are on the screen.
    mutating func note(
        _ snapshot: Snapshot, at active: [Int]? = nil, showing id: DownloadID?
    ) {
        all.note(snapshot.bytesPerSecond, at: snapshot.time)
        var next: [DownloadID: Speed] = [:]
        var fragmentsNow: [Int: Speed] = [:]
        for index in active ?? Array(snapshot.downloads.indices)
        where snapshot.downloads[index].isRunning {
            let key = snapshot.downloads[index].id
            var speed = downloads[key] ?? Speed()
            speed.note(snapshot.downloads[index].bytesPerSecond, at: snapshot.time)
            next[key] = speed
            guard key == id else { continue }
            for fragment in snapshot.downloads[index].fragments
            where fragment.state == .receiving {
                var speed = id == shown ? fragments[fragment.number] ?? Speed() : Speed()
                speed.note(fragment.bytesPerSecond, at: snapshot.time)
                fragmentsNow[fragment.number] = speed
            }
        }
        // Nothing brings another picture when the last one has ended.
        if next.isEmpty { all = Speed() }
        downloads = next
        fragments = fragmentsNow
        shown = id
    }
}
