import DownloadCore

/// Tells which downloads have ended from one snapshot to the next.
///
/// A download that has failed, is tried again and fails again has ended twice.
struct Endings {
    private var ended: Set<DownloadID>

    /// What has ended in `snapshot` already is no news.
    init(before snapshot: Snapshot) {
        ended = Set(snapshot.downloads.filter { $0.ending != nil }.map(\.id))
    }

    /// The downloads that have ended since the last call.
    mutating func news(in snapshot: Snapshot) -> [GetEvent] {
        var events: [GetEvent] = []
        var now: Set<DownloadID> = []
        for download in snapshot.downloads {
            guard let ending = download.ending else { continue }
            now.insert(download.id)
            if !ended.contains(download.id) {
                events.append(GetEvent(ending, of: download, seconds: 0))
            }
        }
        ended = now
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
