import DownloadCore

/// Removes downloads from the queue and restores them.
extension Engine {
    func remove(_ ids: [DownloadID], deletingPartFile deletes: Bool) {
        let until = clock() + configuration.regretSeconds
        for id in ids {
            guard let entry = entries[id] else { continue }
            let goesOn =
                switch entry.download.state {
                case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused(.disk): true
                case .paused, .failed, .done: false
                }
            let isDone = entry.download.state == .done
            stopLanes(of: entry)
            if !isDone {
                // Its lanes are gone; its bytes are synced in case the removal is undone.
                tell(entry, .pause(.person))
                syncPart(of: entry)
            }
            active[id] = nil
            entries[id] = nil
            transfers.yard.limiter.limit(id, nil)
            removed.add(
                RemovedDownloads.Removed(
                    entry: entry, place: queue.place(of: id) ?? queue.count,
                    deletes: deletes && !isDone, until: until, goesOn: goesOn), id)
            forgetInLedger(entry)
        }
        let gone = Set(ids)
        queue.remove(gone)
        while let oldest = removed.takeOldest() { letGo(of: oldest) }
        publisher.remove(gone)
        didReorder()
        agenda.wantsStart = true
    }

    func restore(_ ids: [DownloadID]) {
        var returning: [(id: DownloadID, place: Int)] = []
        for id in ids.sorted() {
            guard let gone = removed.take(id) else { continue }
            let entry = gone.entry
            entries[id] = entry
            returning.append((id, gone.place))
            transfers.yard.limiter.limit(id, entry.download.request.limit)
            if gone.goesOn { tell(entry, .resume) }
            changed(entry, from: nil)
        }
        queue.insert(returning)
        reorder()
        agenda.wantsStart = true
    }

    /// Releases, or deletes, the part files of downloads whose waiting time after removal is over.
    func letGoOfRemoved(at time: Instant) {
        for gone in removed.takeDue(at: time) { letGo(of: gone) }
    }

    /// Releases at once the part files that a new download in this folder might need.
    func letGoOfRemoved(in directory: String) {
        for gone in removed.takePending(in: directory) { letGo(of: gone) }
    }

    private func letGo(of gone: RemovedDownloads.Removed) {
        tell(gone.entry, .partReleased)
        if gone.deletes {
            deletePart(of: gone.entry)
        } else {
            releasePart(of: gone.entry)
        }
    }

    /// Deletes a part file if it certainly belongs to this download.
    func deletePart(of entry: DownloadTask) {
        let directory = entry.disk.directory
        let name = entry.download.name
        let known = entry.kept.part
        let slot = entry.slot
        let system = configuration.fileSystem
        entry.slot = nil
        entry.kept.part = nil
        entry.disk.run {
            if let slot, let part = slot.part {
                part.delete()
                slot.part = nil
            } else if let known,
                let part = try? PartFile.adopt(
                    in: directory, name: name, known: known, system: system),
                part.known.inode == known.inode, part.known.device == known.device
            {
                part.delete()
            }
        }
    }
}
