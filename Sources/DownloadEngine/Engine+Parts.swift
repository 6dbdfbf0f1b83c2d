import DownloadCore

/// What the engine asks of the disks: nothing here waits, answers come through the inbox.
extension Engine {
    /// The place of a download on its disk, made when it is first needed.
    func slot(of entry: Entry) -> PartSlot {
        if let slot = entry.slot { return slot }
        let id = entry.download.id
        let slot = PartSlot { [inbox] slot, error, covered in
            inbox.post(.event(id, slot, .diskFailed(error, covered: covered)))
        }
        entry.slot = slot
        entry.disk.note(slot)
        noteSource(of: entry)
        return slot
    }

    /// Tells the disk which URL a download's bytes come from after everything that was written.
    func noteSource(of entry: Entry) {
        guard let slot = entry.slot else { return }
        let source = entry.sourceMark
        entry.disk.run { slot.source = source }
    }

    /// Does `work` on the download's disk, and tells the download what comes of it.
    func order(
        _ entry: Entry,
        _ work: @escaping @Sendable (PartSlot) throws(DownloadError) -> Download.Event?
    ) {
        let slot = slot(of: entry)
        let id = entry.download.id
        entry.disk.run { [inbox] in
            do throws(DownloadError) {
                guard slot.failure == nil else { return }
                if let event = try work(slot) { inbox.post(.event(id, slot, event)) }
            } catch {
                if error.kind == .inUse {
                    inbox.post(.event(id, slot, .partInUse(error)))
                } else {
                    slot.fail(error)
                }
            }
        }
    }

    /// Looks for the part file of an earlier run: the one that the ledger knows, else one of this
    /// name.
    ///
    /// Of the latter nobody knows which source it is of; the first response will tell.
    func lookUpPart(_ name: String, for entry: Entry) {
        let id = entry.download.id
        let directory = entry.disk.directory
        let known = entry.kept.part
        let drops = entry.kept.dropsPart
        let isChecked =
            entry.download.request.checksum != nil || entry.download.request.digestSource == .file
        let source = entry.sourceMark
        entry.kept.dropsPart = false
        guard known != nil || !isKnown(name + PartFile.suffix, in: directory, besides: id) else {
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
                    matching: { known != nil || $0.mayBegin(source) }, system: system)
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

    /// Makes the part file, at once or, of a small file, only if need be.
    func createPart(_ name: String, _ identity: FileIdentity, for entry: Entry) {
        if isSmall(identity, entry) {
            entry.pendingPart = PendingPart(name: name, identity: identity, since: clock())
        } else {
            makePart(name, identity, for: entry)
        }
    }

    /// Makes the part file, or takes up the one that an earlier run has left of the same file.
    func makePart(_ name: String, _ identity: FileIdentity, for entry: Entry) {
        order(entry, partMaker(name, identity, for: entry))
    }

    /// What makes the part file, on its disk's thread.
    func partMaker(
        _ name: String, _ identity: FileIdentity, for entry: Entry
    ) -> @Sendable (PartSlot) throws(DownloadError) -> Download.Event? {
        let id = entry.download.id
        let directory = entry.disk.directory
        let policy = entry.download.request.onExists
        let wanted = entry.partIdentity(identity, name: name)
        let canMatch = identity.validator.ifRangeText != nil && identity.length != nil
        let mostDropped = configuration.asksPerson ? Engine.muchBytes : .max
        let system = configuration.fileSystem
        let promises = promises(besides: entry)
        let disk = entry.disk
        return { [inbox] slot throws(DownloadError) in
            // The name came with the response, or is a numbered one: only now it can be found.
            // Another download of this process may be of the same file; then this is a second copy.
            if !disk.isFetching(wanted, besides: slot),
                let part = try PartFile.find(
                    in: directory, name: name, numbering: { FileName.numbered($0, $1) },
                    matching: {
                        $0.isOf(wanted.source) || (canMatch && $0.isSameFile(as: wanted))
                    }, system: system)
            {
                let isSame = part.identity.mayStillBe(wanted)
                if isSame || part.covered.count < mostDropped {
                    if !isSame { try part.restart(as: wanted.named(part.identity.name)) }
                    if let facts = part.facts {
                        slot.part = part
                        inbox.tell(id, has: part, in: slot)
                        return .partReady(facts)
                    }
                }
                try part.close()
            }
            do throws(DownloadError) {
                let part = try PartFile.create(
                    in: directory, identity: wanted, policy: policy == .skip ? .fail : policy,
                    promised: promises.bytes(onDiskOf: directory, system: system),
                    numbering: { FileName.numbered($0, $1) }, system: system)
                slot.part = part
                inbox.tell(id, has: part, in: slot)
                return part.facts.map { .partReady($0) }
            } catch {
                guard error.kind == .nameTaken, policy == .skip else { throw error }
                return .skipped(name: name)
            }
        }
    }

    /// Begins a part file anew; one that nobody knew of and that is of another file is left alone,
    /// and another one made.
    func restartPart(_ identity: FileIdentity, for entry: Entry) {
        if entry.pendingPart != nil {
            entry.pendingPart = nil
            return createPart(entry.download.name, identity, for: entry)
        }
        let id = entry.download.id
        let directory = entry.disk.directory
        let policy = entry.download.request.onExists
        let system = configuration.fileSystem
        let wanted = entry.partIdentity(identity, name: entry.download.name)
        order(entry) { [inbox] slot throws(DownloadError) in
            guard var part = slot.part else { return nil }
            guard slot.isStranger, !part.identity.isSameFile(as: wanted), !part.covered.isEmpty
            else {
                try part.restart(as: wanted.named(part.identity.name))
                slot.isStranger = false
                inbox.tell(id, has: part, in: slot)
                return nil
            }
            slot.close()
            part = try PartFile.create(
                in: directory, identity: wanted, policy: policy == .skip ? .rename : policy,
                numbering: { FileName.numbered($0, $1) }, system: system)
            slot.part = part
            slot.isStranger = false
            inbox.tell(id, has: part, in: slot)
            return part.facts.map { .partReady($0) }
        }
    }

    /// Bytes of the part file are wrong: nothing claims them any more.
    func dropBytes(_ ranges: ByteRangeSet, of entry: Entry) {
        order(entry) { slot throws(DownloadError) in
            for range in ranges.ranges { try slot.part?.forget(range) }
            return nil
        }
    }

    func releasePart(of entry: Entry) {
        entry.pendingPart = nil
        guard let slot = entry.slot else { return }
        entry.slot = nil
        entry.disk.run { slot.close() }
    }

    func syncPart(of entry: Entry) {
        guard let slot = entry.slot else { return }
        entry.disk.sync(slot)
    }

    /// Reads bytes that are there, for comparison with what the server sends.
    func readOverlap(_ range: ByteRange, lane: LaneID, for entry: Entry) {
        makePendingPart(of: entry)
        let id = entry.download.id
        order(entry) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(.overlap(id, lane, bytes))
            return nil
        }
    }

    /// A person agrees that what is there is dropped, whoever has made it.
    func agreeToDrop(_ id: DownloadID) {
        guard let entry = entries[id], let slot = entry.slot else { return }
        entry.disk.run { slot.isStranger = false }
    }

    // MARK: What the disk has told

    /// Whether another download's part file has this name.
    private func isKnown(_ partName: String, in directory: String, besides id: DownloadID) -> Bool {
        guard let owner = partOwners[directory + "/" + partName], owner != id else { return false }
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
        partOwners[entry.disk.directory + "/" + part.partName] = id
        changed(entry, from: entry.download.state)
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
                entry.download.note("the part file is missing: starts over", at: now())
            }
            handle(.partFound(nil), for: [id])
        }
    }

    /// More bytes than this are not fetched again without asking.
    private static let muchBytes: Int64 = 16 << 20

    /// Believes a part file when the bytes before every place where it goes on were compared.
    func confirm(_ lane: Lane, of entry: Entry) {
        guard lane.order.overlap > 0, lane.cursor > lane.order.start,
            entry.kept.doubts.remove(lane.order.start) != nil, entry.kept.doubts.isEmpty
        else { return }
        entry.download.isDoubtful = false
        order(entry) { slot throws(DownloadError) in
            try slot.part?.confirm()
            return nil
        }
    }
}

extension Inbox {
    /// Tells the engine which part file a download has.
    func tell(_ id: DownloadID, has part: PartFile, in slot: PartSlot) {
        let known = part.known
        let isReserved = part.isReserved
        var doubts: Set<Int64> = []
        if part.trust.needsOverlapCheck {
            doubts = Set(part.covered.ranges.map(\.end))
            doubts.remove(part.identity.length ?? -1)
        }
        // A file's own number may be another than its folder's, where layers lie over each other.
        let device = part.folderDevice ?? known.device
        post(
            .run { [doubts] engine in
                engine.note(
                    known, isReserved: isReserved, device: device, doubts: doubts, of: id, slot)
            })
    }
}

extension PartFile {
    /// What a part file that was opened says of itself; `nil` if no rule could make use of it.
    var facts: PartFacts? {
        guard let validator = Validator(text: identity.validator) else { return nil }
        return PartFacts(
            name: identity.name,
            identity: FileIdentity(length: identity.length, validator: validator),
            covered: identity.length == nil ? ByteRangeSet() : covered,
            isDoubtful: trust.needsOverlapCheck)
    }
}

extension Engine.Entry {
    /// The mark of the URL that is fetched.
    fileprivate var sourceMark: UInt64 {
        SourceMark.of(download.request.sources.first ?? "")
    }

    /// What a part file of this download is a part of.
    fileprivate func partIdentity(_ identity: FileIdentity, name: String) -> PartIdentity {
        PartIdentity(
            length: identity.length, validator: identity.validator.text, name: name,
            givesRanges: true, source: sourceMark)
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
