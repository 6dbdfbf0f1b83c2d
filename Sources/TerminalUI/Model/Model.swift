import DownloadCore

/// The state that the screen is drawn from.
package struct Model: Sendable {
    /// The tabs of the pane.
    package enum Tab: Int, Sendable, CaseIterable {
        case fragments, info, log, speed, heat

        /// Its title.
        package var title: String { "\(self)" }
    }

    /// A message that expires.
    struct Toast: Hashable, Sendable {
        var text: String
        var ink: Ink
        var until: Instant
    }

    /// The number of downloads in each state.
    struct Counts: Hashable, Sendable {
        var active = 0
        var waiting = 0
        var paused = 0
        var failed = 0
        /// Downloads in other states that need attention: a question, or a failed fragment.
        var troubled = 0
        /// The number of active downloads that need attention.
        var troubledActive = 0
        /// The numbers of paused downloads that need attention, and that wait for disk space.
        var troubledPaused = 0
        var onDisk = 0
        var done = 0
        var unfinished: Int { active + waiting + paused + failed }
    }

    /// The appearance and behaviour of the interface.
    package var options: InterfaceOptions
    /// The terminal's columns.
    package internal(set) var columns: Int
    /// The terminal's rows.
    package internal(set) var rows: Int
    /// The newest snapshot of the engine.
    package internal(set) var snapshot: Snapshot
    /// The time of the last event.
    var now: Instant
    /// Whether a snapshot has arrived.
    var hasSnapshot = false
    /// When the interface started.
    private let started: Instant
    /// The seconds after which a queue without a snapshot is shown as loading.
    private static let loadingGrace = 0.3

    /// The listed downloads, as indices in the snapshot; `nil` lists all in order.
    var list: [Int]?
    /// The selected row of the list.
    var row = 0
    /// The download in that row: the selection stays with it when rows move.
    var selectedID: DownloadID?
    /// Whether the engine keeps running when this interface ends, so that nothing is interrupted.
    package var isEngineShared = false
    /// The first visible row.
    var top = 0
    var filter = ""
    var matching = FilterMatches()
    /// The filtered rows in queue order, from which `list` was sorted.
    var listedRows: [Int] = []
    var sort = SortOrder.queue
    var isSortReversed = false
    var sorted = Instant(seconds: -.infinity)

    /// The place that receives keys.
    var focus = Place.queue
    var zoom = Zoom.both
    var tab = Tab.fragments
    /// The selected row of the pane, and its first visible row.
    var paneRow = 0
    var paneTop = 0

    var marks: Set<DownloadID> = []
    /// The start of a range of marks: a row, and the marks before it.
    var range: (row: Int, marks: Set<DownloadID>)?

    var overlay: Overlay?
    /// A form that was closed with text in it.
    var draft: DownloadForm?
    /// The number being typed before a key.
    var count: TypedNumber?
    var toast: Toast?
    /// When the last refused request was made, in seconds since 1970.
    var refusedLast = 0.0
    /// The last removed downloads, and until when they can be restored.
    var removed: (ids: [DownloadID], until: Instant)?
    /// The known downloads while the engine adds others, which are then selected.
    var awaited: Set<DownloadID>?
    /// The counts of the snapshot.
    var tally = QueueTally()
    /// The number of downloads in each state.
    var counts: Counts { tally.counts }
    /// Whether the selected download has a card in place of its fragments.
    var showsCard: Bool { selected.map { StatusCard.exists(for: $0) } ?? false }
    /// Whether certificates are not checked for a current or future download.
    var isInsecure: Bool {
        options.template.transport.insecure
            || tally.insecure > 0
    }
    /// The displayed speeds.
    var speeds = Speeds()
    /// Whether the last work of the queue ended with the last snapshot.
    var isQueueFinished = false

    /// Creates the model of an empty queue.
    package init(options: InterfaceOptions, columns: Int, rows: Int, at now: Instant) {
        self.options = options
        self.columns = columns
        self.rows = rows
        self.now = now
        self.started = now
        self.snapshot = Snapshot(time: now)
    }

    /// Whether the queue has been loading for long enough to say so.
    var isLoadingLong: Bool { !hasSnapshot && now - started >= Self.loadingGrace }

    /// The number of rows of the list.
    var listCount: Int { list?.count ?? snapshot.downloads.count }

    /// Returns the index in the snapshot of a row of the list.
    func index(ofRow row: Int) -> Int? {
        guard row >= 0, row < listCount else { return nil }
        return list?[row] ?? row
    }

    /// Returns the download in a row of the list.
    func download(inRow row: Int) -> DownloadSnapshot? {
        index(ofRow: row).map { snapshot.downloads[$0] }
    }

    /// The selected download.
    package var selected: DownloadSnapshot? { download(inRow: row) }

    /// The fragment in the selected row of the pane.
    var selectedFragment: FragmentSnapshot? {
        guard tab == .fragments || tab == .heat else { return nil }
        let fragments = paneFragments
        return fragments.indices.contains(paneRow) ? fragments[paneRow] : nil
    }

    /// The targets of an action: the marked downloads; without marks or in the pane, the selected
    /// one.
    var targets: [DownloadSnapshot] {
        if marks.isEmpty || focus == .pane { return selected.map { [$0] } ?? [] }
        return snapshot.downloads.filter { marks.contains($0.id) }
    }

    /// The time of the next change of the screen without an event; `nil` without one.
    package var nextChange: Instant? {
        let loading = hasSnapshot || isLoadingLong ? nil : started + Self.loadingGrace
        return [toast?.until, removed?.until, count?.until, loading].compactMap(\.self).min()
    }
}
