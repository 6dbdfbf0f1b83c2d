import DownloadCore

/// Moves a download to another folder.
extension Engine {
    /// Changes a download's folder and moves its part file there.
    ///
    /// Lanes are stopped and the part file is released. Until the disk has answered, the download
    /// does not start, so that the part file is not searched for in the wrong folder. A part file
    /// that cannot be moved stays where it is, and the download resumes there.
    func changeFolder(of entry: DownloadTask, to directory: String) {
        guard directory != entry.download.request.directory else { return }
        switch entry.download.state {
        case .done: return
        case .finishing: return refuseMove(of: entry, "it is whole and being finished")
        case .waiting, .lookingUp, .running, .unpacking, .paused, .failed: break
        }
        guard !entry.isMoving else { return refuseMove(of: entry, "it is being moved already") }
        letGoOfRemoved(in: directory)
        let isAtWork = !entry.transfers.lanes.isEmpty || entry.download.state == .unpacking
        guard isAtWork || entry.slot != nil || entry.kept.part != nil else {
            return settle(entry, in: directory)
        }
        stopForMove(entry)
        entry.move = .ordered(to: directory)
        // If the process is killed at the rename, the ledger knows where the file may be.
        guard ledger.isOpen, entry.kept.part != nil else { return beginMove(of: entry.download.id) }
        ledger.note(entry.download.id)
    }

    /// Has the disk move the part file, once; the ledger has recorded the move by now.
    func beginMove(of id: DownloadID) {
        guard let entry = entries[id] ?? removed[id]?.entry,
            case .ordered(let directory) = entry.move
        else { return }
        entry.move = .underWay(to: directory)
        parts.noteChange()
        let move = partMove(of: entry, to: directory)
        let (disk, slot) = (entry.disk, entry.slot)
        entry.dropSmallFile()
        entry.slot = nil
        tell(entry, .partReleased)
        disk.run { [inbox] in
            let (part, problem) = move.move(slot)
            inbox.post(.run { $0.endMove(of: id, part, to: directory, problem) })
        }
    }

    private func partMove(of entry: DownloadTask, to directory: String) -> PartMove {
        PartMove(
            name: entry.download.name, origin: entry.disk.directory, directory: directory,
            known: entry.kept.part, system: configuration.fileSystem)
    }

    /// Stops a download for a move; one that was running then waits for its turn.
    private func stopForMove(_ entry: DownloadTask) {
        let id = entry.download.id
        switch entry.download.state {
        case .lookingUp, .running, .unpacking, .paused(.disk):
            handle(.pause(.person), for: [id])
            handle(.resume, for: [id])
        case .waiting, .paused, .failed, .finishing, .done: break
        }
        stopLanes(of: entry)
    }

    /// Handles the result of moving the part file.
    private func endMove(
        of id: DownloadID, _ part: KnownPart?, to directory: String, _ problem: DownloadError?
    ) {
        // It may have been removed meanwhile, and the removal may be undone.
        guard let entry = entries[id] ?? removed[id]?.entry else { return }
        entry.move = .none
        if let part { entry.kept.part = part }
        if let problem {
            refuseMove(of: entry, problem.cause)
        } else {
            settle(entry, in: directory)
        }
        guard entries[id] != nil, !isShuttingDown else { return }
        switch entry.download.state {
        // Shows the bytes on disk although nothing runs.
        case .paused, .failed: lookUpPart(entry.download.name, for: entry)
        default: break
        }
        queue.rewind()
        agenda.wantsStart = true
        publishSoon(urgent: true)
    }

    /// Assigns a download to another folder.
    private func settle(_ entry: DownloadTask, in directory: String) {
        let id = entry.download.id
        if let part = entry.kept.part {
            parts.forget(part, in: entry.disk.directory)
            parts.note(part, in: directory, of: id)
        }
        entry.disk = parts.disk(for: directory)
        tell(entry, .moved(to: directory))
        publisher.note(id)
        changed(entry, from: nil)
    }

    private func refuseMove(of entry: DownloadTask, _ cause: String) {
        tell(entry, .refused("stays in \(entry.disk.directory): \(cause)"))
        publisher.note(entry.download.id)
        changed(entry, from: nil)
    }

    /// Finds the part file of a download whose last process ended during its move.
    func endInterruptedMove(of entry: DownloadTask, to directory: String) {
        guard entry.kept.part != nil else { return }
        entry.move = .underWay(to: directory)
        let move = partMove(of: entry, to: directory)
        parts.disk(for: directory).run { [inbox, id = entry.download.id] in
            let problem = move.problemOfInterruptedMove()
            inbox.post(.run { $0.endMove(of: id, nil, to: directory, problem) })
        }
    }

    /// Waits for every move to end, but not for a disk that does not answer.
    func finishMoves() async {
        let all = Array(entries.values) + removed.all.map(\.entry)
        for entry in all { beginMove(of: entry.download.id) }
        let moving = all.filter(\.isMoving).map(\.disk)
        guard !moving.isEmpty else { return }
        await FirstOf.wait(seconds: Engine.farewellSeconds, for: moving.count) { isDone in
            for disk in moving {
                // Posted after the result of the move.
                disk.run { [inbox] in inbox.post(.run { _ in isDone() }) }
            }
        }
    }
}
