import DownloadCore

extension Model {
    /// Updates counts, speeds, list and selection for a new snapshot.
    mutating func take(_ new: Snapshot) {
        let before = counts
        snapshot = new
        tally.take(new.downloads)
        noteRefusals()
        refreshList()
        selectAdded()
        speeds.note(new, at: tally.active, showing: selectedID)
        speeds.prune(keeping: tally.active.map { new.downloads[$0].id }, and: selectedID)
        if !marks.isEmpty, tally.isReordered { marks.formIntersection(new.downloads.map(\.id)) }
        let wasAtWork =
            hasSnapshot ? before.active + before.waiting > 0 : options.beginsWithWork
        isQueueFinished =
            wasAtWork && !new.downloads.isEmpty && counts.active + counts.waiting == 0
            && counts.paused <= before.paused
        hasSnapshot = true
    }

    /// Reports the user's last request that was refused.
    private mutating func noteRefusals() {
        for index in tally.changed {
            guard let refusal = snapshot.downloads[index].refusal, refusal.time > refusedLast else {
                continue
            }
            refusedLast = refusal.time
            say("\(snapshot.downloads[index].name) \(refusal.text)", .failed, seconds: 8)
        }
    }

    /// Filters and sorts, and finds the selected download's row again.
    mutating func refreshList() {
        if filter.isEmpty, sort == .queue, !isSortReversed {
            list = nil
            matching = FilterMatches()
        } else {
            // Rows that move ten times a second cannot be read.
            let isCalm = now - sorted < 2 && sort != .queue && list != nil
            let order = isCalm ? list : nil
            list = listed(keeping: order)
            if !isCalm { sorted = now }
        }
        followSelection()
    }

    private mutating func listed(keeping order: [Int]?) -> [Int] {
        let downloads = snapshot.downloads
        let needle = Array(filter.lowercased().utf8)
        var rows = matching.rows(of: downloads, tally, with: filter) { download in
            Self.matches(download, needle)
        }
        if let order, rows == listedRows { return order }
        listedRows = rows
        if sort != .queue {
            let keys = rows.map { (key: sortKey(downloads[$0]), row: $0) }
            rows = keys.sorted { a, b in
                a.key == b.key ? a.row < b.row : (a.key < b.key) != isSortReversed
            }.map(\.row)
        } else if isSortReversed {
            rows.reverse()
        }
        return rows
    }

    private static func matches(_ download: DownloadSnapshot, _ needle: [UInt8]) -> Bool {
        contains(download.name, needle) || contains(download.stateWord, needle)
            || contains(download.server?.host ?? "", needle)
            || download.request.sources.contains { contains(URLText.withoutUser($0), needle) }
    }

    /// Returns whether `text` contains `needle`; the case of ASCII letters is ignored.
    private static func contains(_ text: String, _ needle: [UInt8]) -> Bool {
        let hay = Array(text.utf8)
        guard hay.count >= needle.count else { return false }
        return (0...(hay.count - needle.count)).contains { start in
            needle.indices.allSatisfy { index in
                let byte = hay[start + index]
                return (0x41...0x5A).contains(byte)
                    ? byte | 0x20 == needle[index] : byte == needle[index]
            }
        }
    }

    private func sortKey(_ download: DownloadSnapshot) -> SortKey {
        switch sort {
        case .queue: SortKey(number: 0)
        case .name: SortKey(text: download.name.lowercased())
        case .size: SortKey(number: -Double(download.length ?? -1))
        case .progress: SortKey(number: -(download.progress ?? -1))
        case .speed: SortKey(number: -(speeds.speed(of: download) ?? 0))
        case .left: SortKey(number: speeds.secondsLeft(of: download) ?? .infinity)
        case .state: SortKey(number: Double(rank(download)))
        }
    }

    /// Returns the rank of a state: downloads that need the user first, finished ones last.
    private func rank(_ download: DownloadSnapshot) -> Int {
        switch download.state {
        case .failed: 0
        case .paused(.question), .paused(.inUse), .paused(.disk): 1
        case .retrying: 2
        case .running: 3
        case .asking, .checking: 4
        case .waiting: 5
        case .paused(.user): 6
        case .done: 7
        }
    }

    /// Moves the selected row to the present row of the selected download.
    private mutating func followSelection() {
        if let selectedID {
            if download(inRow: row)?.id == selectedID { return }
            let downloads = snapshot.downloads
            // Most moves are by a few places.
            let (list, rows) = (list, listCount)
            let near = max(0, min(row - 8, rows))..<min(row + 8, rows)
            let isFound = { (row: Int) in downloads[list?[row] ?? row].id == selectedID }
            if let found = near.first(where: isFound) ?? (0..<rows).first(where: isFound) {
                row = found
                return
            }
        }
        select(row: row)
    }

    /// Selects the row nearest to `new`.
    mutating func select(row new: Int) {
        row = min(max(0, new), max(0, listCount - 1))
        let id = selected?.id
        if id != selectedID {
            paneRow = 0
            paneTop = 0
        }
        selectedID = id
    }

    /// Selects the first of the downloads just added, once the engine shows it.
    private mutating func selectAdded() {
        guard let known = awaited,
            let added = snapshot.downloads.first(where: { !known.contains($0.id) })
        else { return }
        awaited = nil
        guard let found = (0..<listCount).first(where: { download(inRow: $0)?.id == added.id })
        else {
            return
        }
        select(row: found)
    }

    /// Scrolls the selected rows into view.
    mutating func scrollIntoView() {
        let layout = Layout(self)
        top = Self.scrolled(top, to: row, count: listCount, height: layout.queueRows.height)
        let count = paneCount
        paneRow = min(max(0, paneRow), max(0, count - 1))
        let height = layout.paneCapacity(self)
        if tab == .fragments || tab == .heat {
            paneTop = Self.scrolled(paneTop, to: paneRow, count: count, height: height)
        } else {
            paneTop = min(max(0, paneTop), max(0, count - height))
        }
    }

    private static func scrolled(_ top: Int, to row: Int, count: Int, height: Int) -> Int {
        guard height > 0 else { return 0 }
        let latest = max(0, count - height)
        return min(max(min(top, row), row - height + 1), latest)
    }
}

/// A sort key: a number, then a text.
private struct SortKey: Comparable {
    var number = 0.0
    var text = ""

    static func < (a: SortKey, b: SortKey) -> Bool {
        a.number == b.number ? a.text < b.text : a.number < b.number
    }
}
