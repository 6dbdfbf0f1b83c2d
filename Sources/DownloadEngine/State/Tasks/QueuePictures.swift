import DownloadCore

/// The snapshots of all downloads in the queue's order.
///
/// Those of downloads that have not begun are always right, and are all that is known about them.
/// The others are as they were when they were last shown.
struct QueuePictures {
    /// The snapshots.
    private(set) var all: [DownloadSnapshot] = []

    /// The snapshot at a place.
    subscript(place: Int) -> DownloadSnapshot {
        get { all[place] }
        _modify { yield &all[place] }
    }

    /// Appends a snapshot.
    mutating func append(_ picture: DownloadSnapshot) { all.append(picture) }

    /// Removes the snapshots at these places.
    mutating func remove(at places: [Int]) { all.remove(at: places) }

    /// Inserts snapshots, which are at these places afterwards.
    mutating func insert(_ new: [DownloadSnapshot], at places: [Int]) {
        all.insert(new, at: places)
    }

    /// Follows a move within a range of the queue.
    mutating func follow(_ ids: [DownloadID], in range: Range<Int>) {
        let old = Dictionary(
            all[range].lazy.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for place in range {
            if let picture = old[ids[place]] { all[place] = picture }
        }
    }

    /// Pauses the downloads at these places, of which none has begun, or lets them wait.
    ///
    /// - Returns: The places of those that have changed.
    mutating func setPaused(_ isPaused: Bool, in places: Range<Int>) -> [Int] {
        var changed: [Int] = []
        for place in places where setPaused(isPaused, at: place) { changed.append(place) }
        return changed
    }

    /// Pauses a download that has not begun, or lets it wait for its turn.
    ///
    /// - Returns: Whether that has changed.
    mutating func setPaused(_ isPaused: Bool, at place: Int) -> Bool {
        switch all[place].state {
        case .waiting where isPaused: all[place].state = .paused(.user)
        case .paused where !isPaused: all[place].state = .waiting
        default: return false
        }
        return true
    }
}
