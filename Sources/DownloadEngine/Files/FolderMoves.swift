import DownloadCore

/// Moves part files to other folders.
///
/// Until the disk has answered, a download does not start, so that its part file is not searched
/// for in the wrong folder. A part file that cannot be moved stays where it is, and the download
/// resumes there.
///
/// Used on the loop's thread only.
final class FolderMoves {
    private let orders: DiskOrders
    private let events: TaskEvents

    init(orders: DiskOrders, events: TaskEvents) {
        self.orders = orders
        self.events = events
    }

    /// Returns why a download cannot move to another folder now; `nil` when it can.
    static func obstacle(to task: DownloadTask) -> String? {
        if task.isMoving { return "it is being moved already" }
        return task.state == .finishing ? "it is complete and being saved" : nil
    }

    /// Returns whether files of a download have to move with it.
    static func hasFiles(_ task: DownloadTask) -> Bool {
        !task.transfers.lanes.isEmpty || task.state == .unpacking || task.slot != nil
            || task.record.part != nil
    }

    /// Has the disk move the part file, once.
    ///
    /// If the process is killed at the rename, the ledger must know where the file may be: it has
    /// recorded the order by now.
    func begin(_ task: DownloadTask) {
        guard case .ordered(let directory) = task.move else { return }
        task.move = .underWay(to: directory)
        orders.store.missing.noteChange()
        let move = partMove(of: task, to: directory)
        let (id, disk, slot) = (task.id, task.disk, task.slot)
        task.dropSmallFile()
        task.slot = nil
        events.add(.told(.partReleased), of: task)
        disk.run { [inbox = orders.inbox] in
            let (part, problem) = move.move(slot)
            inbox.post(.file(id, nil, .moved(part, to: directory, problem)))
        }
    }

    /// Finds the part file of a download whose last process ended during its move.
    func endInterrupted(_ task: DownloadTask, to directory: String) {
        guard task.record.part != nil else { return }
        task.move = .underWay(to: directory)
        let move = partMove(of: task, to: directory)
        orders.store.disk(for: directory).run { [inbox = orders.inbox, id = task.id] in
            inbox.post(
                .file(id, nil, .moved(nil, to: directory, move.problemOfInterruptedMove())))
        }
    }

    private func partMove(of task: DownloadTask, to directory: String) -> PartMove {
        PartMove(
            name: task.ask { $0.name }, origin: task.disk.directory, directory: directory,
            known: task.record.part, system: orders.system)
    }

    /// Handles the result of moving the part file.
    func moved(
        _ part: KnownPart?, to directory: String, _ problem: DownloadError?, of task: DownloadTask
    ) {
        task.move = .none
        if let part { task.record.part = part }
        if let problem { refuse(task, problem.cause) } else { assign(task, to: directory) }
        events.add(.moveEnded, of: task)
    }

    /// Assigns a download to another folder.
    func assign(_ task: DownloadTask, to directory: String) {
        let store = orders.store
        if let part = task.record.part {
            store.forget(part, in: task.disk.directory)
            store.note(part, in: directory, of: task.id)
        }
        task.disk = store.disk(for: directory)
        report(.moved(to: directory), of: task)
    }

    /// Tells a download that it stays in its folder.
    func refuse(_ task: DownloadTask, _ cause: String) {
        report(.refused("stays in \(task.disk.directory): \(cause)"), of: task)
    }

    private func report(_ event: Download.Event, of task: DownloadTask) {
        events.add(.told(event), of: task)
        events.add(.shown, of: task)
        events.add(.changed, of: task)
    }
}
