import DownloadCore

/// The transfers of one download, and what they share.
///
/// Used on the loop's thread only; the pool adds and removes lanes.
final class DownloadTransfers {
    /// The download.
    let id: DownloadID
    /// The running lanes.
    var lanes: [LaneID: Lane] = [:]
    /// The lanes that wait for bytes to compare with, or for a connection.
    var waiting: [LaneID: LaneSetup] = [:]
    /// The cookies that its servers have set.
    var cookies = CookieJar()
    /// The file's first bytes, which the start of each FTP transfer is compared with.
    var beginning: FileBeginning?

    init(id: DownloadID) {
        self.id = id
    }

    /// Whether no lane is running or waiting.
    var isEmpty: Bool { lanes.isEmpty && waiting.isEmpty }

    /// Returns whether a lane is running.
    func holds(_ lane: Lane) -> Bool { lanes[lane.id] === lane }
}
