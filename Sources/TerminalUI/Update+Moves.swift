import DownloadCore

extension Model {
    /// How far PgDn goes.
    var pageStep: Int {
        let layout = Layout(self)
        let height = focus == .queue ? layout.queueRows.height : layout.paneCapacity(self)
        return max(1, height - 1)
    }

    /// How many rows the pane has.
    var paneCount: Int {
        guard let selected else { return 0 }
        switch tab {
        case .fragments: return selected.fragments.count
        case .info: return InfoLines(selected, options: options).count
        case .log: return selected.events.count
        case .speed: return 0
        }
    }

    /// Moves in the place that has the focus.
    mutating func step(by rows: Int) {
        if focus == .queue {
            select(row: row + rows)
            if range != nil { extendRange() }
        } else if tab == .fragments {
            paneRow = min(max(0, paneRow + rows), max(0, paneCount - 1))
        } else {
            let latest = max(0, paneCount - Layout(self).paneRows(self).height)
            paneTop = min(max(0, paneTop + rows), latest)
        }
    }

    /// Opens a tab.
    mutating func show(_ tab: Tab) {
        guard tab != self.tab else { return }
        self.tab = tab
        paneTop = 0
        paneRow = 0
        // A log is read from its end.
        if tab == .log { paneTop = .max / 2 }
    }

    /// Marks what lies between the start of the range and the selected row.
    mutating func extendRange() {
        guard let range else { return }
        let rows = min(range.row, row)...max(range.row, row)
        marks = range.marks.union(rows.compactMap { download(inRow: $0)?.id })
    }

    /// Keeps the marks and stops adding to them.
    mutating func endRange() {
        range = nil
    }

    /// Whether what is looked for is a fragment and not a download.
    var seeksFragments: Bool { focus == .pane && tab == .fragments }

    /// Goes to the next download, or fragment of it, that needs a person.
    mutating func findFailed(by step: Int) {
        let isInQueue = !seeksFragments
        let count = isInQueue ? listCount : paneCount
        guard count > 0 else { return }
        let from = isInQueue ? row : paneRow
        for distance in 1...count {
            let candidate = ((from + step * distance) % count + count) % count
            if isInQueue {
                guard download(inRow: candidate)?.needsPerson ?? false else { continue }
                return select(row: candidate)
            }
            guard selected?.fragments[candidate].canRetry ?? false else { continue }
            paneRow = candidate
            return
        }
    }

    var sortQuestion: Question {
        let keys: [(SortOrder, Key, String)] = [
            (.queue, "q", "queue"), (.name, "n", "name"), (.size, "s", "size"),
            (.progress, "p", "progress"), (.speed, "v", "speed"), (.left, "t", "time left"),
            (.state, "f", "failed first"),
        ]
        return Question(
            text: "Sort by",
            choices: keys.map { order, key, title in
                let again = order == sort && order != .queue ? (isSortReversed ? " ↑" : " ↓") : ""
                return Question.Choice(key: key, title: title + again, outcome: .sort(order))
            })
    }

    var quitQuestion: Question {
        let work = counts.active + counts.waiting
        let what = work == 1 ? "1 download goes" : "\(work) downloads go"
        return Question(
            text: "Quit? \(what) on at the next start.", shortText: "Quit?",
            choices: [
                .init(key: "y", title: "quit", outcome: .quit),
                .init(key: "n", title: "stay", outcome: .nothing),
            ], usual: .quit)
    }

    func removeQuestion(_ targets: [DownloadSnapshot]) -> Question {
        let ids = targets.map(\.id)
        let kept = targets.reduce(Int64(0)) { $0 + ($1.state == .done ? 0 : max(0, $1.received)) }
        let what = targets.count == 1 ? targets[0].name : "\(targets.count) downloads"
        return Question(
            text: "Remove \(what)?",
            choices: [
                .init(
                    key: "y", title: "keep part file",
                    outcome: .remove(ids, deletingPartFile: false)),
                .init(
                    key: "D", title: "delete its \(Units.bytes(kept))",
                    outcome: .remove(ids, deletingPartFile: true)),
                .init(key: "n", title: "no", outcome: .nothing),
            ])
    }

    func startOverQuestion(_ download: DownloadSnapshot) -> Question {
        Question(
            text: "Drop \(Units.bytes(download.received)) of \(download.name) and start over?",
            choices: [
                .init(key: "y", title: "start over", outcome: .startOver(download.id)),
                .init(key: "n", title: "leave it", outcome: .nothing),
            ])
    }
}
