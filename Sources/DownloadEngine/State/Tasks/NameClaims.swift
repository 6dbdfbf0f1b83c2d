import DownloadCore

/// Which downloads claim a file name, and which wait for one.
///
/// Whether a claim counts depends on its download's state and folder, so it is checked when asked
/// for; the lists only save looking at every download.
struct NameClaims {
    private var holders: [String: [DownloadID]] = [:]
    private var waiters: [DownloadID: [DownloadID]] = [:]

    /// Returns the downloads that have claimed a name; not all claims need to count any more.
    func holders(of name: String) -> [DownloadID] { holders[name] ?? [] }

    /// Records that a download has claimed a name.
    mutating func claim(_ name: String, by id: DownloadID) {
        if holders[name]?.contains(id) != true { holders[name, default: []].append(id) }
    }

    /// Records that a download waits until another one no longer needs its name.
    mutating func wait(_ id: DownloadID, for holder: DownloadID) {
        waiters[holder, default: []].append(id)
    }

    /// Takes out the downloads that have waited for this one.
    mutating func takeWaiters(for holder: DownloadID) -> [DownloadID] {
        waiters.removeValue(forKey: holder) ?? []
    }

    /// Removes a claim that never counts again: its download is done.
    mutating func end(_ name: String, of id: DownloadID) {
        holders[name]?.removeAll { $0 == id }
        if holders[name]?.isEmpty == true { holders[name] = nil }
    }
}
