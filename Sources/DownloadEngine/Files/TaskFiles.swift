import DownloadCore

/// The owners of what is done with downloads' files.
///
/// Orders go to one of them; what the disks report comes back through `receive`, and what they ask
/// of the engine is queued in its `TaskEvents`. Used on the loop's thread only.
final class TaskFiles {
    let orders: DiskOrders
    let search: PartSearch
    let creation: PartCreation
    let small: SmallFiles
    let completion: Completion
    let moves: FolderMoves
    let watch: DiskWatch
    private let tasks: TaskTable
    /// Whether the user can be asked.
    private var asks = true

    init(orders: DiskOrders, tasks: TaskTable, events: TaskEvents) {
        self.orders = orders
        self.tasks = tasks
        search = PartSearch(orders: orders, tasks: tasks, events: events)
        creation = PartCreation(orders: orders, tasks: tasks, events: events)
        small = SmallFiles(orders: orders, creation: creation)
        completion = Completion(
            orders: orders, search: search, creation: creation, small: small, tasks: tasks,
            events: events)
        moves = FolderMoves(orders: orders, events: events)
        watch = DiskWatch(orders: orders, tasks: tasks, events: events)
    }

    /// Adopts the engine's settings.
    func apply(_ configuration: EngineConfiguration) {
        asks = configuration.asksUser
        creation.asks = configuration.asksUser
        completion.fileTime = configuration.fileTime
        completion.isOneBatch = configuration.releasesEnded
    }

    /// Handles what a disk reports about a download's files.
    ///
    /// - Parameters:
    ///   - report: The report.
    ///   - id: The download.
    ///   - slot: The slot that the report is about; it is void once the download has another one.
    func receive(_ report: FileReport, of id: DownloadID, _ slot: OpenPart?) {
        let listed = tasks[id]
        // Removed downloads care about what their removal can be undone with.
        guard let task = listed ?? tasks.removed[id]?.task, slot == nil || task.slot === slot
        else { return drop(report) }
        switch report {
        case .moved(let part, let directory, let problem):
            return moves.moved(part, to: directory, problem, of: task)
        case .durable: return completion.durable(task, isListed: listed != nil)
        default: break
        }
        guard listed != nil else { return drop(report) }
        switch report {
        case .moved, .durable: break
        case .opened(let part): search.opened(part, of: task)
        case .leftAlone(let text): search.leftAlone(text, of: task)
        case .missing: search.missed(task, asks: asks)
        case .foundFinished(let name, let known):
            completion.foundFinished(name, known, of: task)
        case .verified(let name, let finding): completion.verified(name, finding, of: task)
        case .digested(let share): completion.digested(share, of: task)
        case .named(let file, let slot): completion.named(file, in: slot, of: task)
        case .unneeded: search.unneeded(task)
        case .lost: search.lost(task)
        case .wrong(let liesAside): completion.wrong(task, liesAside: liesAside)
        case .inTheWay(let job, let block, let pending):
            completion.finishInPart(job.name, block, pending, of: task)
        case .canResume(let canResume): watch.answered(canResume, of: task)
        case .beginning(let bytes): task.transfers.beginning?.add(bytes, at: 0)
        }
    }

    /// Releases the memory of a report that concerns nothing any more.
    private func drop(_ report: FileReport) {
        if case .inTheWay(let job, let block, _) = report { job.disk.release(block) }
    }
}
