import DownloadCore

/// Finds the part files of earlier runs, and handles what the disks report about them.
///
/// Used on the loop's thread only.
final class PartSearch {
    private let orders: DiskOrders
    private let tasks: TaskTable
    private let events: TaskEvents
    private var store: PartStore { orders.store }

    init(orders: DiskOrders, tasks: TaskTable, events: TaskEvents) {
        self.orders = orders
        self.tasks = tasks
        self.events = events
    }

    /// Looks for the part file of an earlier run: the one that the ledger knows, else one with a
    /// matching name.
    ///
    /// The source of the latter is unknown until the first response.
    func lookUp(_ name: String, for task: DownloadTask, at time: Instant) {
        let id = task.id
        let known = task.record.part
        let drops = task.record.dropsPart
        task.record.dropsPart = false
        let directory = task.disk.directory
        guard known != nil || !hasNoPart(task, at: time) && !isOthers(name, directory, id) else {
            return events.add(.raised(.partFound(nil)), of: task)
        }
        let request = task.ask { $0.request }
        let finder = PartFinder(
            name: name, known: known, givenName: request.name, policy: request.onExists,
            drops: drops,
            isChecked: request.checksum != nil || request.digestSource == .file,
            source: task.sourceMark, directory: directory, system: orders.system,
            onRefusal: { [inbox = orders.inbox] text in
                inbox.post(.file(id, nil, .leftAlone(text)))
            },
            onPart: { [inbox = orders.inbox] part, slot in
                inbox.post(.file(id, slot, .opened(FileReport.OpenedPart(part))))
            })
        orders.order(task) { [inbox = orders.inbox] slot throws(DownloadError) in
            switch try finder.find(in: slot) {
            case .part(let facts): return .partFound(facts)
            case .finished(let name, let known):
                inbox.post(.file(id, slot, .foundFinished(name, known)))
            case .kept(let name):
                inbox.post(.file(id, slot, .unneeded))
                return .skipped(name: name)
            case .missing:
                inbox.post(.file(id, slot, .missing))
            }
            return nil
        }
    }

    /// Returns whether the part file of this name belongs to another download.
    private func isOthers(_ name: String, _ directory: String, _ id: DownloadID) -> Bool {
        let partName = PartFile.partName(for: name)
        return tasks.isPart(partName, of: store.owner(of: partName, in: directory), besides: id)
    }

    // MARK: Reports

    /// Records which part file a download has.
    func opened(_ part: FileReport.OpenedPart, of task: DownloadTask) {
        task.record.part = part.known
        task.record.device = part.device
        task.record.isReserved = part.isReserved
        task.record.doubts = part.doubts
        store.note(part.known, in: task.disk.directory, of: task.id)
        events.add(.changed, of: task)
    }

    /// Handles a part file that the ledger knows but that does not exist: starts over, but asks
    /// before fetching a large amount again, if there is a user to ask.
    func missed(_ task: DownloadTask, asks: Bool) {
        guard !task.ask({ $0.version.hasPart }) else { return }
        task.record.part = nil
        events.add(.changed, of: task)
        guard task.state == .lookingUp else { return }
        if task.record.received >= PartCreation.muchBytes, asks {
            events.add(.raised(.pause(.question(.partFileMissing))), of: task)
        } else {
            if task.record.received > 0 {
                events.add(.told(.noted("part file missing; restarting from zero")), of: task)
            }
            events.add(.raised(.partFound(nil)), of: task)
        }
    }

    /// Warns the user that a part file was left alone, for this reason.
    ///
    /// A file is found once by the name in the URL and once by that in the response, but reported
    /// once.
    func leftAlone(_ text: String, of task: DownloadTask) {
        guard task.ask({ $0.log.refusal?.text }) != text else { return }
        events.add(.told(.refused(text)), of: task)
        events.add(.shown, of: task)
    }

    /// Records that a download does not need the part file, which stays: it is skipped.
    func unneeded(_ task: DownloadTask) {
        forgetPart(of: task)
        task.record.part = nil
        task.record.doubts = []
        events.add(.changed, of: task)
    }

    /// Records that a part file has lost its name; the next try starts without it.
    func lost(_ task: DownloadTask) {
        forgetPart(of: task)
        task.record.part = nil
        task.record.doubts = []
        task.record.received = 0
        events.add(.told(.partLost), of: task)
    }

    /// Records that a part file belongs to its download no longer.
    func forgetPart(of task: DownloadTask) {
        if let part = task.record.part { store.forget(part, in: task.disk.directory) }
    }

    /// Trusts a part file once the bytes before every resume position have been compared.
    func confirm(_ lane: Lane, of task: DownloadTask) {
        guard lane.order.overlap > 0, lane.cursor > lane.order.start,
            task.record.doubts.remove(lane.order.start) != nil, task.record.doubts.isEmpty
        else { return }
        events.add(.told(.partConfirmed), of: task)
        orders.order(task) { slot throws(DownloadError) in
            try slot.part?.confirm()
            return nil
        }
    }

    // MARK: Ahead of a download's turn

    /// Queries the disks about the next downloads in the queue, once some have started.
    func lookAhead(active: Int, at time: Instant) {
        guard !tasks.queue.upcoming.isEmpty, store.missing.isLookupDue(active: active) else {
            return
        }
        let names = tasks.queue.upcoming.prefix(2 * active).compactMap { id in
            (tasks.state(of: id) == .waiting ? tasks[id] : nil).flatMap { task in
                task.record.part == nil
                    && !hasNoPart(task, at: time) && !store.isUnresponsive(task.disk)
                    ? (id, name: task.ask { $0.name }, task.disk) : nil
            }
        }
        store.missing.lookUp(names, system: orders.system, at: time) {
            [inbox = orders.inbox] absences in inbox.post(.absences(absences))
        }
    }

    /// Records which downloads have no part file, as one of the disks has found.
    func found(_ absences: [(DownloadID, MissingPartCache.Absence)]) {
        store.missing.didLookUp()
        for (id, absence) in absences { tasks[id]?.record.absence = absence }
    }

    /// Returns whether the disk has recently reported that no part file of the name exists.
    private func hasNoPart(_ task: DownloadTask, at time: Instant) -> Bool {
        store.missing.isValid(
            task.record.absence, of: task.ask { $0.name }, in: task.disk.directory, at: time)
    }
}
