import DownloadCore

extension Model {
    /// The number of rows that PgDn moves by.
    var pageStep: Int {
        let layout = Layout(self)
        let height = focus == .queue ? layout.queueRows.height : layout.paneCapacity(self)
        return max(1, height - 1)
    }

    /// The number of rows of the pane.
    var paneCount: Int {
        guard let selected else { return 0 }
        switch pane.tab {
        case .fragments, .heat:
            return Layout(self).paneRows(self).height > 0 ? pane.fragments.count : 0
        case .info: return infoLines(of: selected).count
        case .log: return logLines(of: selected).count
        case .speed: return 0
        }
    }

    /// Moves in the focused place.
    mutating func step(by step: Int) {
        if focus == .queue {
            select(row: selection.row + step)
            selection.extendRange(in: rows)
        } else {
            movePane(by: step)
        }
    }

    /// Moves the selected fragment, or scrolls a pane without one.
    mutating func movePane(by step: Int) {
        if pane.tab.listsFragments {
            pane.select(row: pane.row + step, of: paneCount)
        } else {
            pane.scroll(by: step, count: paneCount, height: Layout(self).paneRows(self).height)
        }
    }

    /// Selects the next failed fragment in a list of fragments; where there is none, and in the
    /// queue, the next download that needs the user.
    mutating func findFailed(by step: Int) {
        let fragment =
            seeksFragments
            ? Self.place(after: pane.row, by: step, of: paneCount) {
                pane.fragments[$0].canRetry
            } : nil
        if let fragment { return pane.select(row: fragment, of: paneCount) }
        let download = Self.place(after: selection.row, by: step, of: rows.count) {
            rows[$0]?.needsUser ?? false
        }
        if let download { select(row: download) }
    }

    /// Returns the next place that is sought, around the ends of the list; `nil` if there is none.
    private static func place(
        after row: Int, by step: Int, of count: Int, where isSought: (Int) -> Bool
    ) -> Int? {
        guard count > 0 else { return nil }
        return (1...count).lazy.map { ((row + step * $0) % count + count) % count }.first(
            where: isSought)
    }

    var sortQuestion: Question {
        let keys: [(SortOrder, Key, String)] = [
            (.queue, "q", "queue"), (.name, "n", "name"), (.size, "s", "size"),
            (.progress, "p", "progress"), (.speed, "v", "speed"), (.left, "t", "left"),
            (.state, "f", "failed"),
        ]
        return Question(
            subject: .sort, text: "Sort by", shortText: "",
            choices: keys.map { order, key, title in
                let again =
                    order == list.sort && order != .queue ? (list.isReversed ? " ↑" : " ↓") : ""
                return Question.Choice(key: key, title: title + again, outcome: .sort(order))
            })
    }

    var quitQuestion: Question {
        let lost = snapshot.downloads.count(where: \.losesBytes)
        let kept = counts.active + counts.waiting - lost
        let parts = [
            kept > 0 ? "\(Units.count(kept, "download")) will resume" : nil,
            lost > 0 ? "\(Units.count(lost, "download")) will start over" : nil,
        ]
        let rest = parts.compactMap(\.self)
        let what =
            rest.isEmpty
            ? "No download is active." : "\(rest.joined(separator: ", ")) next time."
        return Question(
            subject: .quit, text: "Quit? \(what)", shortText: "Quit?",
            choices: [
                .init(key: "y", title: "yes", outcome: .quit),
                .init(key: "b", title: "background", outcome: .detach),
                .init(key: "n", title: "no", outcome: .nothing),
            ], usual: .quit)
    }

    /// What continues after the interface has left the engine in the background.
    package var detachedLine: String {
        let count = counts.active + counts.waiting
        let what =
            count > 0
            ? "\(Units.count(count, "download")) continue\(count == 1 ? "s" : "")"
            : "pdl-tui continues"
        return what + " in the background; \"pdl-tui\" opens the queue, \"pdl-tui stop\" stops it."
    }

    /// The question before the engine moves to the background; `nil` when every download resumes.
    var detachQuestion: Question? {
        guard !isEngineShared else { return nil }
        let downloads = snapshot.downloads
        let losers = downloads.filter(\.losesBytes)
        let doubtful = downloads.count { !$0.losesBytes && $0.mayHaveExpired }
        guard !losers.isEmpty || doubtful > 0 else { return nil }
        let bytes = Units.bytes(losers.reduce(0) { $0 + $1.received })
        let parts = [
            losers.isEmpty
                ? nil
                : "\(Units.count(losers.count, "download")) cannot resume: \(bytes) are lost.",
            doubtful > 0 ? "\(Units.count(doubtful, "download")) may need a new link." : nil,
        ]
        return Question(
            subject: .detach, text: "Detach? \(parts.compactMap(\.self).joined(separator: " "))",
            shortText: losers.isEmpty ? "Risk the link?" : "Lose \(bytes)?",
            choices: [
                .init(key: "y", title: "detach", outcome: .detach),
                .init(key: "n", title: "stay", outcome: .nothing),
            ])
    }

    /// Returns the question before a pause; `nil` when no bytes would be lost.
    func pauseQuestion(_ downloads: [DownloadSnapshot]) -> Question? {
        let losers = downloads.filter(\.losesBytes)
        guard !losers.isEmpty else { return expiryQuestion(downloads) }
        let bytes = Units.bytes(losers.reduce(0) { $0 + $1.received })
        let what =
            downloads.count == 1
            ? "This server cannot resume."
            : "\(losers.count) of \(downloads.count) cannot resume."
        let others = downloads.filter { !$0.losesBytes }.map(\.id)
        var choices = [
            Question.Choice(key: "y", title: "pause", outcome: .pause(downloads.map(\.id))),
            Question.Choice(key: "n", title: "no", outcome: .nothing),
        ]
        if !others.isEmpty {
            choices.insert(.init(key: "o", title: "the others", outcome: .pause(others)), at: 1)
        }
        return Question(
            subject: .pause(downloads.map(\.id)),
            text: "\(what) Pause and lose \(bytes)?", shortText: "Lose \(bytes)?",
            choices: choices)
    }

    /// Returns the question before a pause; `nil` when no link may have worked only once.
    private func expiryQuestion(_ downloads: [DownloadSnapshot]) -> Question? {
        let doubtful = downloads.count(where: \.mayHaveExpired)
        guard doubtful > 0 else { return nil }
        let what =
            downloads.count == 1
            ? "This link may have worked only once."
            : "\(doubtful) of \(downloads.count) links may have worked only once."
        return Question(
            subject: .pause(downloads.map(\.id)), text: "\(what) Pause?", shortText: "Pause?",
            choices: [
                .init(key: "y", title: "pause", outcome: .pause(downloads.map(\.id))),
                .init(key: "n", title: "no", outcome: .nothing),
            ])
    }

    /// Returns the question before downloads are removed; `nil` when no bytes could be lost.
    func removeQuestion(_ targets: [DownloadSnapshot]) -> Question? {
        guard targets.contains(where: { $0.state != .done && $0.received > 0 }) else { return nil }
        let ids = targets.map(\.id)
        let kept = targets.reduce(Int64(0)) { $0 + ($1.state == .done ? 0 : max(0, $1.received)) }
        let isOne = targets.count == 1
        let what = isOne ? targets[0].name : "\(targets.count) downloads"
        return Question(
            subject: .remove(ids), text: "Remove \(what)?",
            choices: [
                .init(
                    key: "y", title: isOne ? "keep part file" : "keep part files",
                    outcome: .remove(ids, deletingPartFile: false)),
                .init(
                    key: "D", title: "delete \(isOne ? "its" : "their") \(Units.bytes(kept))",
                    outcome: .remove(ids, deletingPartFile: true)),
                .init(key: "n", title: "no", outcome: .nothing),
            ])
    }

    func startOverQuestion(_ download: DownloadSnapshot) -> Question {
        Question(
            subject: .startOver(download.id),
            text: "Discard \(Units.bytes(download.received)) of \(download.name) and start over?",
            choices: [
                .init(key: "y", title: "start over", outcome: .startOver(download.id)),
                .init(key: "n", title: "no", outcome: .nothing),
            ])
    }
}
