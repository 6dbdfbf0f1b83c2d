import DownloadCore

/// Taking downloads out of the queue, and back.
extension Engine {
    /// What was removed a moment ago.
    struct Removed {
        let entry: Entry
        /// Its place in the queue.
        let place: Int
        /// Whether its part file is to be deleted.
        let deletes: Bool
        /// Until when its part file is kept as it is.
        let until: Instant
        /// Whether it goes on by itself when it comes back.
        let goesOn: Bool
    }

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
                // Its lanes are gone; what it has is brought to the disk in case it comes back.
                tell(entry, .pause(.person))
                syncPart(of: entry)
                nextRemoval = min(nextRemoval ?? until, until)
            }
            active[id] = nil
            entries[id] = nil
            transfers.yard.limiter.limit(id, nil)
            removed[id] = Removed(
                entry: entry, place: queue.place(of: id) ?? queue.count,
                deletes: deletes && !isDone, until: until, goesOn: goesOn)
            forgetInLedger(entry)
        }
        let gone = Set(ids)
        queue.remove(gone)
        while removed.count > 64, let oldest = removed.keys.min() {
            letGo(of: removed[oldest])
            removed[oldest] = nil
        }
        publisher.remove(gone)
        didReorder()
        wantsStart = true
    }

    func restore(_ ids: [DownloadID]) {
        var returning: [(id: DownloadID, place: Int)] = []
        for id in ids.sorted() {
            guard let gone = removed.removeValue(forKey: id) else { continue }
            let entry = gone.entry
            entries[id] = entry
            returning.append((id, gone.place))
            transfers.yard.limiter.limit(id, entry.limit)
            if gone.goesOn { tell(entry, .resume) }
            changed(entry, from: nil)
        }
        queue.insert(returning)
        reorder()
        wantsStart = true
    }

    /// Lets go of part files whose time is over, and deletes those that are to be.
    func letGoOfRemoved(at time: Instant) {
        nextRemoval = nil
        for (id, gone) in removed where gone.entry.slot != nil || gone.deletes {
            if gone.until <= time {
                letGo(of: gone)
                // What has lost its bytes does not come back.
                if gone.deletes { removed[id] = nil }
            } else {
                nextRemoval = min(nextRemoval ?? gone.until, gone.until)
            }
        }
    }

    /// Lets go at once of part files that a new download in this folder might be about.
    func letGoOfRemoved(in directory: String) {
        for (id, gone) in removed where gone.entry.disk.directory == directory {
            guard gone.entry.slot != nil || gone.deletes else { continue }
            letGo(of: gone)
            if gone.deletes { removed[id] = nil }
        }
    }

    private func letGo(of gone: Removed?) {
        guard let gone else { return }
        let entry = gone.entry
        tell(entry, .partReleased)
        if gone.deletes {
            deletePart(of: entry)
        } else {
            releasePart(of: entry)
        }
    }

    /// Deletes a part file, if it is certain that it is this download's own.
    func deletePart(of entry: Entry) {
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
