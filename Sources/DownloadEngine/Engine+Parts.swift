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
        return slot
    }

    /// Does `work` on the download's disk, and tells the download what comes of it.
    private func order(
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

    func lookUpPart(_ name: String, for entry: Entry) {
        let directory = entry.disk.directory
        order(entry) { slot throws(DownloadError) in
            guard slot.part == nil,
                let part = try PartFile.adopt(in: directory, name: name), let facts = part.facts
            else { return .partFound(nil) }
            slot.part = part
            return .partFound(facts)
        }
    }

    func createPart(_ name: String, _ identity: FileIdentity, for entry: Entry) {
        let directory = entry.disk.directory
        let policy = entry.download.request.onExists
        let wanted = PartIdentity(
            length: identity.length, validator: identity.validator.text, name: name,
            givesRanges: true)
        let isLookedUp = name == Download.guessedName(entry.download.request)
        order(entry) { slot throws(DownloadError) in
            // The name came with the response: what an earlier run has left can be taken up now.
            if !isLookedUp, identity.validator.ifRangeText != nil,
                let part = try? PartFile.adopt(in: directory, name: name),
                part.identity.length == identity.length,
                part.identity.validator == wanted.validator, let facts = part.facts
            {
                slot.part = part
                return .partReady(facts)
            }
            do throws(DownloadError) {
                let part = try PartFile.create(
                    in: directory, identity: wanted, policy: policy == .skip ? .fail : policy,
                    numbering: { FileName.numbered($0, $1) })
                slot.part = part
                return part.facts.map { .partReady($0) }
            } catch {
                guard error.kind == .nameTaken, policy == .skip else { throw error }
                return .skipped(name: name)
            }
        }
    }

    func restartPart(_ identity: FileIdentity, for entry: Entry) {
        order(entry) { slot throws(DownloadError) in
            guard let part = slot.part else { return nil }
            try part.restart(
                as: PartIdentity(
                    length: identity.length, validator: identity.validator.text,
                    name: part.identity.name, givesRanges: true))
            return nil
        }
    }

    func releasePart(of entry: Entry) {
        guard let slot = entry.slot else { return }
        entry.slot = nil
        entry.disk.run {
            try? slot.part?.close()
            slot.part = nil
        }
    }

    func syncPart(of entry: Entry) {
        order(entry) { slot throws(DownloadError) in
            try slot.part?.checkpoint()
            try slot.part?.sync()
            return nil
        }
    }

    func deletePart(of entry: Entry) {
        guard let slot = entry.slot else { return }
        entry.disk.run {
            slot.part?.delete()
            slot.part = nil
        }
    }

    func finishPart(_ name: String, of entry: Entry) {
        let request = entry.download.request
        let length = entry.download.plan.length
        order(entry) { slot throws(DownloadError) in
            guard let part = slot.part else {
                return .finishFailed(DownloadError(.defect, "the part file is gone"))
            }
            do throws(DownloadError) {
                if part.identity.length == nil, let length { try part.learn(length: length) }
                if let checksum = request.checksum { try part.verify(checksum) }
                let name = try part.finish(
                    policy: request.onExists, numbering: { FileName.numbered($0, $1) })
                slot.part = nil
                return .finished(name: name)
            } catch {
                return .finishFailed(error)
            }
        }
    }

    /// Reads bytes that are there, for comparison with what the server sends.
    func readOverlap(_ range: ByteRange, lane: LaneID, for entry: Entry) {
        let id = entry.download.id
        order(entry) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(.overlap(id, lane, bytes))
            return nil
        }
    }

    /// Stops a download because it leaves the queue or the program ends.
    func stopForGood(_ id: DownloadID) {
        guard let entry = entries[id] else { return }
        let lanes = Array(entry.lanes.keys)
        for lane in lanes { stop(lane, of: entry) }
        entry.waitingOrders.removeAll()
        guard let slot = entry.slot else { return }
        entry.disk.run {
            try? slot.part?.checkpoint()
            try? slot.part?.sync()
            try? slot.part?.close()
            slot.part = nil
        }
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
