import DownloadCore

/// Everything the screen is drawn from.
package struct Model: Sendable {
    /// The parts of the pane.
    package enum Tab: Int, Sendable, CaseIterable {
        case fragments, info, log, speed, heat

        /// The word for it.
        package var title: String { "\(self)" }
    }

    /// A line that goes away by itself.
    struct Toast: Hashable, Sendable {
        var text: String
        var ink: Ink
        var until: Instant
    }

    /// How many downloads are in which state.
    struct Counts: Hashable, Sendable {
        var active = 0
        var waiting = 0
        var paused = 0
        var failed = 0
        /// Those in another state that need attention all the same: a question, a failed fragment.
        var troubled = 0
        /// Of `active`, those that need attention.
        var troubledActive = 0
        /// Of `paused`, those that need attention, and those that resume when the disk has room.
        var troubledPaused = 0
        var onDisk = 0
        var done = 0
        var unfinished: Int { active + waiting + paused + failed }
    }

    /// How it looks and behaves.
    package var options: InterfaceOptions
    /// The terminal's columns.
    package internal(set) var columns: Int
    /// The terminal's rows.
    package internal(set) var rows: Int
    /// The newest that is known of the engine.
    package internal(set) var snapshot: Snapshot
    /// The time of the last event.
    var now: Instant
    /// Whether a snapshot has come yet.
    var hasSnapshot = false
    /// When the screen came up.
    private let started: Instant
    /// The seconds after which a queue that has not come is said to be loading.
    private static let loadingGrace = 0.3

    /// Which downloads are listed, as indices into the snapshot's; `nil` lists all as they are.
    var list: [Int]?
    /// The selected row of the list.
    var row = 0
    /// The download in that row: the selection stays with it when rows move.
    var selectedID: DownloadID?
    /// Whether the engine stays where it is when this interface ends: nothing is interrupted then.
    package var isEngineShared = false
    /// The first row that is drawn.
    var top = 0
    var filter = ""
    var matching = FilterMatches()
    /// The filtered rows in the queue's order that `list` was sorted from.
    var listedRows: [Int] = []
    var sort = SortOrder.queue
    var isSortReversed = false
    var sorted = Instant(seconds: -.infinity)

    /// Where keys go.
    var focus = Place.queue
    var zoom = Zoom.both
    var tab = Tab.fragments
    /// The selected row of the pane, and the first that is drawn.
    var paneRow = 0
    var paneTop = 0

    var marks: Set<DownloadID> = []
    /// Where a range of marks began: a row, and the marks before it.
    var range: (row: Int, marks: Set<DownloadID>)?

    var overlay: Overlay?
    /// A form that was left with text in it.
    var draft: DownloadForm?
    /// A number that is being typed before a key.
    var count: TypedNumber?
    var toast: Toast?
    /// When the last thing was asked for that could not be done, in seconds since 1970.
    var refusedLast = 0.0
    /// What was removed last, and until when it can be put back.
    var removed: (ids: [DownloadID], until: Instant)?
    /// The downloads to select when the engine has added them.
    var awaited: Set<DownloadID>?
    /// What is counted of the snapshot.
    var tally = QueueTally()
    /// How many downloads are in which state.
    var counts: Counts { tally.counts }
    /// Whether the selected download has a card in place of its fragments.
    var showsCard: Bool { selected.map { StatusCard.exists(for: $0) } ?? false }
    /// Whether certificates are not checked for something that is or will be fetched.
    var isInsecure: Bool {
        options.template.transport.insecure
            || tally.insecure > 0
    }
    /// The speeds that are shown.
    var speeds = Speeds()
    /// Whether the last snapshot was the one in which the last work ended.
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

    /// Whether the queue has been loading for long enough to be told.
    var isLoadingLong: Bool { !hasSnapshot && now - started >= Self.loadingGrace }

    /// How many rows the list has.
    var listCount: Int { list?.count ?? snapshot.downloads.count }

    /// The index in the snapshot of a row of the list.
    func index(ofRow row: Int) -> Int? {
        guard row >= 0, row < listCount else { return nil }
        return list?[row] ?? row
    }

    /// The download in a row of the list.
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

    /// What an action is done to: the marked downloads that are left, else the selected one.
    var targets: [DownloadSnapshot] {
        if marks.isEmpty || focus == .pane { return selected.map { [$0] } ?? [] }
        return snapshot.downloads.filter { marks.contains($0.id) }
    }

    /// When the screen changes by itself next; `nil` when it does not.
    package var nextChange: Instant? {
        let loading = hasSnapshot || isLoadingLong ? nil : started + Self.loadingGrace
        return [toast?.until, removed?.until, count?.until, loading].compactMap(\.self).min()
    }
}
