import DownloadCore

/// Removes downloads from the queue and restores them.
extension Engine {
    func remove(_ ids: [DownloadID], deletingPartFile deletes: Bool) {
        let until = clock() + configuration.regretSeconds
        for id in ids {
            guard let task = tasks[id] else { continue }
            let goesOn =
                switch task.download.state {
                case .waiting, .lookingUp, .running, .unpacking, .finishing, .paused(.disk): true
                case .paused, .failed, .done: false
                }
            let isDone = task.download.state == .done
            stopLanes(of: task)
            if !isDone {
                // Its lanes are gone; its bytes are synced in case the removal is undone.
                tell(task, .pause(.person))
                syncPart(of: task)
            }
            active[id] = nil
            tasks[id] = nil
            transfers.yard.limiter.limit(id, nil)
            removed.add(
                RemovedDownloads.Removed(
                    task: task, place: queue.place(of: id) ?? queue.count,
                    deletes: deletes && !isDone, until: until, goesOn: goesOn), id)
            forgetInLedger(task)
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
            let task = gone.task
            tasks[id] = task
            returning.append((id, gone.place))
            transfers.yard.limiter.limit(id, task.download.request.limit)
            if gone.goesOn { tell(task, .resume) }
            changed(task, from: nil)
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
        tell(gone.task, .partReleased)
        if gone.deletes {
            deletePart(of: gone.task)
        } else {
            releasePart(of: gone.task)
        }
    }

    /// Deletes a part file if it certainly belongs to this download.
    func deletePart(of task: DownloadTask) {
        let directory = task.disk.directory
        let name = task.download.name
        let known = task.record.part
        let slot = task.slot
        let system = configuration.fileSystem
        task.slot = nil
        task.record.part = nil
        task.disk.run {
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
