import DownloadCore

/// Detects downloads that ended between two snapshots.
///
/// A download that fails, is retried and fails again has ended twice.
struct CompletionDetector {
    private var ended: Set<DownloadID>
    private var last: [DownloadSnapshot]

    /// Creates a detector that does not report downloads already ended in `snapshot`.
    init(before snapshot: Snapshot) {
        ended = Set(snapshot.downloads.filter { $0.ending != nil }.map(\.id))
        last = snapshot.downloads
    }

    /// Returns an event for each download that has ended since the last call.
    mutating func news(in snapshot: Snapshot) -> [DownloadNotice] {
        var events: [DownloadNotice] = []
        let downloads = snapshot.downloads
        for place in downloads.indices {
            let download = downloads[place]
            // In a long queue, most downloads are unchanged, or only paused before they have begun.
            if place < last.count,
                download.isSame(as: last[place]) || download.isTurned(from: last[place])
            {
                continue
            }
            guard let ending = download.ending else {
                ended.remove(download.id)
                continue
            }
            if ended.insert(download.id).inserted {
                events.append(DownloadNotice(ending, of: download, seconds: 0))
            }
        }
        if downloads.count < last.count { ended.formIntersection(downloads.map(\.id)) }
        last = downloads
        return events
    }
}

extension DownloadSnapshot {
    /// How the download ended; `nil` while it is active or can still continue.
    fileprivate var ending: DownloadNotice.Kind? {
        switch state {
        case .done: .done
        case .failed(let error): .failed(error)
        default: nil
        }
    }
}
