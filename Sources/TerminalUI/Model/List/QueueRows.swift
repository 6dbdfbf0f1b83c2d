import DownloadCore

/// The listed downloads of a snapshot, by row.
struct QueueRows {
    /// All downloads of the snapshot.
    let downloads: [DownloadSnapshot]
    /// The listed downloads, as indices of `downloads`; `nil` lists all in order.
    let listed: [Int]?

    /// The number of rows.
    var count: Int { listed?.count ?? downloads.count }

    /// Returns the index in the snapshot of a row.
    func index(ofRow row: Int) -> Int? {
        guard row >= 0, row < count else { return nil }
        return listed?[row] ?? row
    }

    /// Returns the download in a row.
    subscript(row: Int) -> DownloadSnapshot? { index(ofRow: row).map { downloads[$0] } }

    /// Returns the identifier of the download in a row, without copying the download.
    func id(inRow row: Int) -> DownloadID? { index(ofRow: row).map { downloads[$0].id } }

    /// Returns the row of a download; rows near `expected` are tried first.
    func row(of id: DownloadID, near expected: Int = 0) -> Int? {
        let near = max(0, min(expected - 8, count))..<max(0, min(expected + 8, count))
        let isFound = { (row: Int) in self.id(inRow: row) == id }
        return near.first(where: isFound) ?? (0..<count).first(where: isFound)
    }
}
