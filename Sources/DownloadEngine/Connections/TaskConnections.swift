/// The owners of what is done about downloads' connections.
struct TaskConnections {
    let hosts: TaskHosts
    let allocator: LaneAllocator
    let lanes: LaneControl

    init(transfers: TransferPool, tasks: TaskTable, files: TaskFiles) {
        hosts = TaskHosts(transfers: transfers, tasks: tasks)
        allocator = LaneAllocator(hosts: hosts, tasks: tasks, store: files.orders.store)
        lanes = LaneControl(transfers: transfers, hosts: hosts, files: files)
    }
}
