import DownloadCore

/// The number of downloads in each state, and the changes of the newest snapshot.
///
/// Ten snapshots of a long queue arrive per second while few downloads change. Unchanged ones are
/// skipped (`DownloadSnapshot.isSame`), so that a snapshot costs as much as has changed.
struct QueueTally: Sendable {
    /// The number of downloads in each state.
    struct Counts: Hashable, Sendable {
        var active = 0
        /// The number of active downloads that wait before a retry and need nothing.
        var retrying = 0
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

    /// The counted properties of a download.
    private struct Class: Hashable, Sendable {
        enum State: Hashable, Sendable {
            case active, waiting, paused, failed, done
        }

        var state: State
        var needsUser: Bool
        var isRetrying = false
        var waitsForDisk = false
        var isInsecure: Bool
        /// Its contribution to `whole`.
        var received: Int64 = 0
        var length: Int64 = 0

        init(_ download: DownloadSnapshot, isInBatch: Bool) {
            if isInBatch, let length = download.length, length > 0 {
                self.length = length
                received = min(max(0, download.received), length)
                if download.state == .done { received = length }
            }
            state =
                switch download.state {
                case .asking, .running, .retrying, .checking: .active
                case .waiting: .waiting
                case .paused: .paused
                case .failed: .failed
                case .done: .done
                }
            needsUser = download.needsUser
            if case .retrying = download.state { isRetrying = !needsUser }
            if case .paused(.disk) = download.state { waitsForDisk = true }
            isInsecure = state != .done && download.isInsecure
        }
    }

    /// The number of downloads in each state.
    private(set) var counts = Counts()
    /// The end of all work.
    var workEnd = WorkEnd()
    /// The places of the active downloads.
    private(set) var active: [Int] = []
    /// The number of unfinished downloads that do not check certificates.
    private(set) var insecure = 0
    /// The bytes of all downloads with a known length in this batch.
    ///
    /// A batch is the downloads that were unfinished at some time since the queue was last
    /// finished.
    private(set) var whole = (received: Int64(0), length: Int64(0))
    private var batch: Set<DownloadID> = []
    /// The places whose download has changed in the newest snapshot.
    private(set) var changed: [Int] = []
    /// Whether the newest snapshot has other downloads or another order.
    private(set) var isReordered = false

    private var downloads: [DownloadSnapshot] = []
    private var classes: [Class] = []

    /// Counts the downloads of the newest snapshot.
    mutating func take(_ new: [DownloadSnapshot]) {
        changed.removeAll(keepingCapacity: true)
        isReordered = new.count != downloads.count
        let wasIdle = counts.active + counts.waiting + counts.paused == 0
        if wasIdle, !batch.isEmpty, new.contains(where: { $0.isUnfinished }) { beginBatch() }
        for place in new.indices {
            let isKnown = place < downloads.count
            if isKnown, new[place].isSame(as: downloads[place]) { continue }
            changed.append(place)
            if isKnown, new[place].isTurned(from: downloads[place]) {
                turn(place)
                continue
            }
            if new[place].isUnfinished { batch.insert(new[place].id) }
            let added = Class(new[place], isInBatch: batch.contains(new[place].id))
            if isKnown {
                if new[place].id != downloads[place].id { isReordered = true }
                count(classes[place], -1)
                classes[place] = added
            } else {
                classes.append(added)
            }
            count(added, 1)
        }
        for gone in classes.dropFirst(new.count) { count(gone, -1) }
        classes.removeLast(max(0, classes.count - new.count))
        downloads = new
        if isReordered || !changed.isEmpty {
            active = classes.indices.filter { classes[$0].state == .active }
        }
    }

    /// Counts a download that was paused or resumed before it has begun.
    private mutating func turn(_ place: Int) {
        let isPaused = classes[place].state == .waiting
        classes[place].state = isPaused ? .paused : .waiting
        counts.paused += isPaused ? 1 : -1
        counts.waiting += isPaused ? -1 : 1
    }

    private mutating func count(_ download: Class, _ step: Int) {
        switch download.state {
        case .active: counts.active += step
        case .waiting: counts.waiting += step
        case .paused: counts.paused += step
        case .failed: counts.failed += step
        case .done: counts.done += step
        }
        if download.isRetrying { counts.retrying += step }
        if download.needsUser, download.state != .failed {
            counts.troubled += step
            if download.waitsForDisk {
                counts.onDisk += step
            } else if download.state == .paused {
                counts.troubledPaused += step
            } else {
                counts.troubledActive += step
            }
        }
        if download.isInsecure { insecure += step }
        whole.received += Int64(step) * download.received
        whole.length += Int64(step) * download.length
    }

    /// Starts a batch: finished downloads belong to an earlier one.
    private mutating func beginBatch() {
        batch = []
        whole = (0, 0)
        for place in classes.indices {
            classes[place].received = 0
            classes[place].length = 0
        }
    }
}

extension DownloadSnapshot {
    /// Whether it is neither finished nor failed.
    fileprivate var isUnfinished: Bool {
        switch state {
        case .failed, .done: false
        default: true
        }
    }
}
