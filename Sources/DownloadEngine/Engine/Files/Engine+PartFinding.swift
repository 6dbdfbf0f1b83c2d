import DownloadCore

/// Finds the part file of an earlier run and handles what the disk reports about it.
extension Engine {
    /// Looks for the part file of an earlier run: the one that the ledger knows, else one with a
    /// matching name.
    ///
    /// The source of the latter is unknown until the first response.
    func lookUpPart(_ name: String, for entry: DownloadTask) {
        let id = entry.download.id
        let known = entry.kept.part
        let drops = entry.kept.dropsPart
        entry.kept.dropsPart = false
        guard
            known != nil
                || !hasNoPart(entry)
                    && !isKnown(
                        PartFile.partName(for: name), in: entry.disk.directory, besides: id)
        else {
            handle(.partFound(nil), for: [id])
            return
        }
        let request = entry.download.request
        let finder = PartFinder(
            name: name, known: known, drops: drops,
            isChecked: request.checksum != nil || request.digestSource == .file,
            source: entry.sourceMark, directory: entry.disk.directory,
            system: configuration.fileSystem,
            onRefusal: { [inbox] text in inbox.post(.run { $0.note(text, of: id) }) },
            onPart: { [inbox] part, slot in inbox.tell(id, has: part, in: slot) })
        order(entry) { [inbox] slot throws(DownloadError) in
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
        return entries[owner]?.kept.part?.partName == partName
    }

    /// Records which part file a download has.
    func note(
        _ part: KnownPart, isReserved: Bool, device: UInt64, doubts: Set<Int64>,
        of id: DownloadID, _ slot: PartSlot
    ) {
        guard let entry = entries[id], entry.slot === slot else { return }
        entry.kept.part = part
        entry.kept.device = device
        entry.kept.isReserved = isReserved
        entry.kept.doubts = doubts
        parts.note(part, in: entry.disk.directory, of: id)
        changed(entry, from: entry.download.state)
    }

    /// Adds a line to a download's log.
    func note(_ text: String, of id: DownloadID) {
        guard let entry = entries[id] else { return }
        tell(entry, .noted(text))
        publisher.note(id)
    }

    /// Handles a part file that the ledger knows but that does not exist: starts over, but asks
    /// before fetching a large amount again.
    private func missPart(of id: DownloadID, _ slot: PartSlot) {
        guard let entry = entries[id], entry.slot === slot, !entry.download.version.hasPart else {
            return
        }
        entry.kept.part = nil
        changed(entry, from: entry.download.state)
        let isMuch = entry.kept.received >= Engine.muchBytes
        guard entry.download.state == .lookingUp else { return }
        if isMuch, configuration.asksPerson {
            handle(.pause(.question(.partFileMissing)), for: [id])
        } else {
            if entry.kept.received > 0 {
                tell(entry, .noted("the part file is missing: starts over"))
            }
            handle(.partFound(nil), for: [id])
        }
    }

    /// Trusts a part file once the bytes before every resume position have been compared.
    func confirm(_ lane: Lane, of entry: DownloadTask) {
        guard lane.order.overlap > 0, lane.cursor > lane.order.start,
            entry.kept.doubts.remove(lane.order.start) != nil, entry.kept.doubts.isEmpty
        else { return }
        tell(entry, .partConfirmed)
        order(entry) { slot throws(DownloadError) in
            try slot.part?.confirm()
            return nil
        }
    }
}
