import DownloadCore

/// How the part file of an earlier run is found, and what the disk tells of it.
extension Engine {
    /// Looks for the part file of an earlier run: the one that the ledger knows, else one of this
    /// name.
    ///
    /// Of the latter nobody knows which source it is of; the first response will tell.
    func lookUpPart(_ name: String, for entry: DownloadTask) {
        let id = entry.download.id
        let directory = entry.disk.directory
        let known = entry.kept.part
        let drops = entry.kept.dropsPart
        let isChecked =
            entry.download.request.checksum != nil || entry.download.request.digestSource == .file
        let source = entry.sourceMark
        entry.kept.dropsPart = false
        guard
            known != nil
                || !hasNoPart(entry)
                    && !isKnown(PartFile.partName(for: name), in: directory, besides: id)
        else {
            handle(.partFound(nil), for: [id])
            return
        }
        let system = configuration.fileSystem
        order(entry) { [inbox] slot throws(DownloadError) in
            guard slot.part == nil else { return .partFound(nil) }
            var found: PartFile?
            do throws(DownloadError) {
                found = try PartFile.adopt(
                    in: directory, name: name, known: known,
                    matching: { known != nil || $0.mayBegin(source) },
                    onRefusal: { refusal in
                        let text = refusal.text(known?.partName ?? PartFile.partName(for: name))
                        inbox.post(.run { $0.note(text, of: id) })
                    }, system: system)
            } catch {
                // Whether it is this file's is known when the server has said what the file is.
                guard error.kind == .inUse, known == nil else { throw error }
            }
            guard let part = found, let facts = part.facts else {
                guard let known else { return .partFound(nil) }
                let finished = try PartFile.finishedName(
                    of: known, in: directory, numbering: { FileName.numbered($0, $1) },
                    system: system)
                inbox.post(
                    .run { engine in
                        if let finished {
                            engine.findFinished(finished, known, of: id, slot)
                        } else {
                            engine.missPart(of: id, slot)
                        }
                    })
                return nil
            }
            slot.part = part
            slot.isStranger = known == nil && !part.identity.isOf(source)
            // Bytes that cannot be gone on from are written over, so nothing may claim them.
            if drops || (part.identity.length == nil && !part.covered.isEmpty) {
                try part.restart(as: part.identity)
                inbox.tell(id, has: part, in: slot)
                return .partFound(part.facts)
            }
            inbox.tell(id, has: part, in: slot)
            let isTakenOnTrust = known == nil && part.isWhole && !isChecked
            return .partFound(isTakenOnTrust ? facts.withoutEnd : facts)
        }
    }

    /// Whether another download's part file has this name.
    private func isKnown(_ partName: String, in directory: String, besides id: DownloadID) -> Bool {
        guard let owner = parts.owner(of: partName, in: directory), owner != id else {
            return false
        }
        return entries[owner]?.kept.part?.partName == partName
    }

    /// Notes which part file a download has.
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

    /// The part file that the ledger knows is not there: starts over, but asks before much is
    /// fetched again.
    private func missPart(of id: DownloadID, _ slot: PartSlot) {
        guard let entry = entries[id], entry.slot === slot, !entry.download.hasPart else { return }
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

    /// Believes a part file when the bytes before every place where it goes on were compared.
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

extension PartFacts {
    /// The same without the last bytes: to fetch them again, the source is asked whether it is of
    /// this file.
    fileprivate var withoutEnd: PartFacts {
        guard let length = identity.length else { return self }
        var facts = self
        facts.covered.remove(ByteRange(max(0, length - 65_536), length))
        return facts
    }
}
