import CLinux
import DownloadCore

/// Creates part files, and restarts them from zero.
///
/// A file that fits into one block waits in memory until it is complete and is then written at
/// once, in most cases without a part file.
///
/// Used on the loop's thread only.
final class PartCreation {
    /// The number of bytes above which nothing is fetched again without asking.
    static let muchBytes: Int64 = 16 << 20
    /// Files longer than this take so long that code needed only at startup can be released.
    private static let longRun: Int64 = 64 << 20
    /// Releases, once, the code that only startup needed: most of 20 MiB.
    private static let afterStart: Void = pdl_release_code()

    private let orders: DiskOrders
    private let tasks: TaskTable
    private let events: TaskEvents
    /// Whether the user can be asked before many bytes are discarded.
    var asks = true

    init(orders: DiskOrders, tasks: TaskTable, events: TaskEvents) {
        self.orders = orders
        self.tasks = tasks
        self.events = events
    }

    /// Creates the part file at once, or for a small file only if it is needed.
    func create(
        _ name: String, _ identity: FileIdentity, for task: DownloadTask, at time: Instant
    ) {
        guard !waitsForName(name, task) else { return }
        if SmallFiles.isSmall(identity, task) {
            task.smallFile = .gathering(
                DownloadTask.PendingPart(name: name, identity: identity, since: time))
        } else {
            if let length = identity.length, length > Self.longRun { _ = Self.afterStart }
            make(name, identity, for: task)
        }
    }

    /// Makes a download wait for another one that fetches a file of its name, if existing files are
    /// kept: only the end of the other shows whether there is one.
    ///
    /// - Returns: Whether it waits; if not, it claims the name.
    private func waitsForName(_ name: String, _ task: DownloadTask) -> Bool {
        switch task.ask({ $0.request.onExists }) {
        case .rename, .overwrite: return false
        case .skip, .fail: break
        }
        let holder = tasks.holder(of: name, besides: task)
        tasks.claim(name, for: task, heldBy: holder)
        guard holder != nil else { return false }
        // Follows the other effects of the response that brought the name, and precedes everything
        // else. The response may have brought the whole file, which must not be finished.
        events.add(.told(.nameAwaited(name)), of: task)
        return true
    }

    /// Creates the part file, or adopts the one that an earlier run has left of the same file.
    func make(_ name: String, _ identity: FileIdentity, for task: DownloadTask) {
        orders.store.missing.noteChange()
        let maker = maker(name, identity, tasks.reservations(besides: task), for: task)
        orders.order(task) { slot throws(DownloadError) in try maker.make(in: slot) }
    }

    /// Restarts a part file from zero.
    func restart(_ identity: FileIdentity, for task: DownloadTask, at time: Instant) {
        let name = task.ask { $0.name }
        if task.smallFile.pending != nil {
            task.dropSmallFile()
            return create(name, identity, for: task, at: time)
        }
        let maker = maker(name, identity, SpaceReservations(), for: task)
        orders.order(task) { slot throws(DownloadError) in try maker.restart(in: slot) }
    }

    private func maker(
        _ name: String, _ identity: FileIdentity, _ reservations: SpaceReservations,
        for task: DownloadTask
    ) -> PartMaker {
        PartMaker(
            name: name, wanted: task.partIdentity(identity, name: name),
            policy: task.ask { $0.request.onExists },
            isNameGiven: task.ask { $0.request.name != nil },
            canMatch: identity.validator.ifRangeText != nil && identity.length != nil,
            mostDropped: asks ? Self.muchBytes : .max, reservations: reservations,
            disk: task.disk, system: orders.system,
            onRefusal: { [inbox = orders.inbox, id = task.id] text in
                inbox.post(.file(id, nil, .leftAlone(text)))
            },
            onPart: { [inbox = orders.inbox, id = task.id] part, slot in
                inbox.post(.file(id, slot, .opened(FileReport.OpenedPart(part))))
            })
    }
}
