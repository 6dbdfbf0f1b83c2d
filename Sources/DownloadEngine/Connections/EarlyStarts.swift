import DownloadCore

/// Lets downloads try before their time: the user wants it, or their hosts may be reachable again.
///
/// Used on the loop's thread only.
final class EarlyStarts {
    private let hosts: TaskHosts
    private let tasks: TaskTable
    private let allocator: LaneAllocator
    private let store: PartStore
    private let events: TaskEvents
    private let network: NetworkWatch

    init(
        hosts: TaskHosts, tasks: TaskTable, allocator: LaneAllocator, store: PartStore,
        events: TaskEvents, inbox: Inbox
    ) {
        self.hosts = hosts
        self.tasks = tasks
        self.allocator = allocator
        self.store = store
        self.events = events
        network = NetworkWatch { inbox.post(.networkChanged) }
    }

    /// Starts downloads beyond the limit of active ones.
    func start(_ ids: [DownloadID], at time: Instant) {
        for task in ids.compactMap({ tasks[$0] }) {
            guard !task.isActive, !task.isMoving, !store.isUnresponsive(task.disk),
                !tasks.waitsForName(task), allocator.reserveFilesForDownload(at: time)
            else { continue }
            if task.state != .waiting { events.add(.raised(.resume), of: task) }
            events.add(.raised(.start), of: task)
            store.missing.noteStart()
        }
    }

    /// Has the downloads try that wait for a host which has answered another one.
    func hostAnswered(_ host: HostID) {
        guard hosts.table[host].outage.hasFailures else { return }
        hosts.table[host].outage.answered()
        tryAgain { $0.lastHost == host }
    }

    /// Has all downloads try that wait for unreachable hosts: this machine's network has changed.
    func networkChanged() {
        guard hosts.table.anyFails else { return }
        hosts.forgetOutages()
        tryAgain { _ in true }
    }

    private func tryAgain(where isMeant: (DownloadTask) -> Bool) {
        for task in tasks.active.values where isMeant(task) {
            events.add(.raised(.hostReturned), of: task)
        }
        if let task = tasks.queue.ids.first.flatMap({ tasks[$0] }) {
            events.add(.queueChanged, of: task)
        }
    }
}
