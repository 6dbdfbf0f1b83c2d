import DownloadCore

/// The state that the screen is drawn from.
///
/// Each part is a value with rules of its own; extensions of the model join them.
package struct Model: Sendable {
    /// The appearance and behaviour of the interface.
    package var options: InterfaceOptions
    /// Whether the engine keeps running when this interface ends, so that nothing is interrupted.
    package var isEngineShared = false
    /// The size of the terminal.
    package internal(set) var size: ScreenSize
    /// The time of the last event.
    var now: Instant

    /// The newest snapshot of the engine.
    package internal(set) var snapshot: Snapshot
    /// The time before the first snapshot.
    var loading: Loading
    /// The counts of the snapshot.
    var tally = QueueTally()
    /// The displayed speeds.
    var speeds = Speeds()

    /// The filter and the sort order of the queue.
    var list = QueueList()
    /// The selected row of the queue, and the marks.
    var selection = Selection()
    /// The visible parts, and the one that receives keys.
    var arrangement = Arrangement()
    /// The open tab of the pane.
    var pane = PaneState()

    /// The part over the main view, or the prompt that takes its keys.
    var overlay: Overlay?
    /// A form that was closed with text in it.
    var draft: DownloadForm?
    /// The number being typed before a key.
    var count: TypedNumber?
    /// The message at the foot of the screen, and the offer to undo a removal.
    var notices = Notices()

    /// Creates the model of an empty queue.
    package init(options: InterfaceOptions, columns: Int, rows: Int, at now: Instant) {
        self.options = options
        self.size = ScreenSize(columns: columns, rows: rows)
        self.now = now
        self.loading = Loading(from: now)
        self.snapshot = Snapshot(time: now)
    }

    /// The number of downloads in each state.
    var counts: QueueTally.Counts { tally.counts }

    /// Whether the queue has been loading for long enough to say so.
    var isLoadingLong: Bool { loading.isLong(at: now) }

    /// Whether certificates are not checked for a current or future download.
    var isInsecure: Bool { options.template.transport.insecure || tally.insecure > 0 }

    /// The rows of the list.
    var rows: QueueRows { QueueRows(downloads: snapshot.downloads, listed: list.listed) }

    /// The place that receives keys.
    var focus: Place { arrangement.focus }

    /// The selected download.
    package var selected: DownloadSnapshot? { rows[selection.row] }

    /// Whether the selected download has a card in place of its fragments.
    var showsCard: Bool { selected.map { StatusCard.exists(for: $0) } ?? false }

    /// Whether searches look for fragments, not downloads.
    var seeksFragments: Bool { focus == .pane && pane.tab.listsFragments }

    /// The fragment in the selected row of the pane.
    var selectedFragment: FragmentSnapshot? {
        guard pane.tab.listsFragments, pane.fragments.indices.contains(pane.row) else { return nil }
        return pane.fragments[pane.row]
    }

    /// The targets of an action: the marked downloads; without marks or in the pane, the selected
    /// one.
    var targets: [DownloadSnapshot] {
        if selection.marks.isEmpty || focus == .pane { return selected.map { [$0] } ?? [] }
        return snapshot.downloads.filter { selection.marks.contains($0.id) }
    }

    /// The time of the next change of the screen without an event; `nil` without one.
    package var nextChange: Instant? {
        [
            notices.nextChange, count?.until, loading.nextChange(after: now),
            options.quitsWhenDone ? tally.workEnd.nextChange(after: now) : nil,
        ].compactMap(\.self).min()
    }
}
