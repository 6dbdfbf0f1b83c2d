import DownloadCore

/// Finds the part file of an earlier run and handles what the disk reports about it.
extension Engine {
    /// Looks for the part file of an earlier run: the one that the ledger knows, else one with a
    /// matching name.
    ///
    /// The source of the latter is unknown until the first response.
    func lookUpPart(_ name: String, for task: DownloadTask) {
        let id = task.download.id
        let known = task.record.part
        let drops = task.record.dropsPart
        task.record.dropsPart = false
        guard
            known != nil
                || !hasNoPart(task)
                    && !isKnown(
                        PartFile.partName(for: name), in: task.disk.directory, besides: id)
        else {
            handle(.partFound(nil), for: [id])
            return
        }
        let request = task.download.request
        let finder = PartFinder(
            name: name, known: known, drops: drops,
            isChecked: request.checksum != nil || request.digestSource == .file,
            source: task.sourceMark, directory: task.disk.directory,
            system: configuration.fileSystem,
            onRefusal: { [inbox] text in inbox.post(.run { $0.note(text, of: id) }) },
            onPart: { [inbox] part, slot in inbox.tell(id, has: part, in: slot) })
        order(task) { [inbox] slot throws(DownloadError) in
            switch try finder.find(in: slot) {
            case .part(let facts): return .partFound(facts)
            case .finished(let name, let known):
                inbox.post(.run { $0.findFinished(name, known, of: id, slot) })
            case .missing:
                inbox.post(.run { $0.missPart(of: id, slot) })
            }
            return nil
        }
    }

    /// Returns whether another download's part file has this name.
    private func isKnown(_ partName: String, in directory: String, besides id: DownloadID) -> Bool {
        guard let owner = parts.owner(of: partName, in: directory), owner != id else {
            return false
        }
        return tasks[owner]?.record.part?.partName == partName
    }

    /// Records which part file a download has.
    func note(
        _ part: KnownPart, isReserved: Bool, device: UInt64, doubts: Set<Int64>,
        of id: DownloadID, _ slot: PartSlot
    ) {
        guard let task = tasks[id], task.slot === slot else { return }
        task.record.part = part
        task.record.device = device
        task.record.isReserved = isReserved
        task.record.doubts = doubts
        parts.note(part, in: task.disk.directory, of: id)
        changed(task, from: task.download.state)
    }

    /// Adds a line to a download's log.
    func note(_ text: String, of id: DownloadID) {
        guard let task = tasks[id] else { return }
        tell(task, .noted(text))
        publisher.note(id)
    }

    /// Handles a part file that the ledger knows but that does not exist: starts over, but asks
    /// before fetching a large amount again.
    private func missPart(of id: DownloadID, _ slot: PartSlot) {
        guard let task = tasks[id], task.slot === slot, !task.download.version.hasPart else {
            return
        }
        task.record.part = nil
        changed(task, from: task.download.state)
        let isMuch = task.record.received >= Engine.muchBytes
        guard task.download.state == .lookingUp else { return }
        if isMuch, configuration.asksPerson {
            handle(.pause(.question(.partFileMissing)), for: [id])
        } else {
            if task.record.received > 0 {
                tell(task, .noted("the part file is missing: starts over"))
            }
            handle(.partFound(nil), for: [id])
        }
    }

    /// Trusts a part file once the bytes before every resume position have been compared.
    func confirm(_ lane: Lane, of task: DownloadTask) {
        guard lane.order.overlap > 0, lane.cursor > lane.order.start,
            task.record.doubts.remove(lane.order.start) != nil, task.record.doubts.isEmpty
        else { return }
        tell(task, .partConfirmed)
        order(task) { slot throws(DownloadError) in
            try slot.part?.confirm()
            return nil
        }
    }
}
