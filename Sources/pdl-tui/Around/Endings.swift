import DownloadCore

/// Tells which downloads have ended from one snapshot to the next.
///
/// A download that has failed, is tried again and fails again has ended twice.
struct Endings {
    private var ended: Set<DownloadID>
    private var last: [DownloadSnapshot]

    /// What has ended in `snapshot` already is no news.
    init(before snapshot: Snapshot) {
        ended = Set(snapshot.downloads.filter { $0.ending != nil }.map(\.id))
        last = snapshot.downloads
    }

    /// The downloads that have ended since the last call.
    mutating func news(in snapshot: Snapshot) -> [GetEvent] {
        var events: [GetEvent] = []
        let downloads = snapshot.downloads
        for place in downloads.indices {
            // Of a long queue most is as it was.
            if place < last.count, downloads[place].isSame(as: last[place]) { continue }
            let download = downloads[place]
            guard let ending = download.ending else {
                ended.remove(download.id)
                continue
            }
            if ended.insert(download.id).inserted {
                events.append(GetEvent(ending, of: download, seconds: 0))
            }
        }
        if downloads.count < last.count { ended.formIntersection(downloads.map(\.id)) }
        last = downloads
        return events
    }
}

extension DownloadSnapshot {
    /// How it has ended; `nil` while it is under way or can go on by itself or by an answer.
    fileprivate var ending: GetEvent.Kind? {
        switch state {
        case .done: .done
        case .failed(let error): .failed(error)
        default: nil
        }
    }
}
