import DownloadCore

/// The owners of what is done about downloads' connections.
struct TaskConnections {
    let hosts: TaskHosts
    let allocator: LaneAllocator
    let lanes: LaneControl
    let trust: ServerTrust
    let early: EarlyStarts

    init(
        transfers: TransferPool, tasks: TaskTable, files: TaskFiles, events: TaskEvents,
        inbox: Inbox
    ) {
        hosts = TaskHosts(transfers: transfers, tasks: tasks)
        allocator = LaneAllocator(hosts: hosts, tasks: tasks, store: files.orders.store)
        trust = ServerTrust(transfers: transfers, tasks: tasks, events: events)
        early = EarlyStarts(
            hosts: hosts, tasks: tasks, allocator: allocator, store: files.orders.store,
            events: events, inbox: inbox)
        lanes = LaneControl(transfers: transfers, hosts: hosts, files: files, early: early)
    }

    /// Reads the certificate of a server that has ended a lane with it, to show it to the user.
    func readCertificate(refusedAt event: Download.Event, _ lane: Lane, for task: DownloadTask) {
        guard case .ended(_, .failed(let error)) = event, error.kind == .certificate else { return }
        trust.readCertificate(at: lane.order.url, for: task)
    }
}
