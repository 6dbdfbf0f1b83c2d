import DownloadCore

/// A download with its status: one in the queue, or one that was removed from it.
struct Listed: Hashable, Sendable {
    /// The download; one that was removed is shown as it was before.
    var download: DownloadSnapshot
    /// Its status.
    var status: StatusWord

    /// Creates the entry of a download in the queue.
    init(_ download: DownloadSnapshot) {
        self.download = download
        status = StatusWord(download.state)
    }

    /// Creates the entry of a removed download.
    init(removed download: DownloadSnapshot) {
        self.download = download
        status = .removed
    }

    /// The identifier.
    var gid: GID { download.gid }
}
