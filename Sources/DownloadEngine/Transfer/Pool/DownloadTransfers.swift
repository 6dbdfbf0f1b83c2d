import DownloadCore

/// The transfers of one download, and what they share.
///
/// Used on the loop's thread only; the pool puts lanes in and takes them out.
final class DownloadTransfers {
    /// The download.
    let id: DownloadID
    /// The lanes that are under way.
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

    /// Whether there is neither a lane nor one that waits.
    var isEmpty: Bool { lanes.isEmpty && waiting.isEmpty }

    /// Whether a lane is under way.
    func holds(_ lane: Lane) -> Bool { lanes[lane.id] === lane }
}
