import DownloadCore

/// Moves a download to another folder.
extension Engine {
    /// Changes a download's folder and moves its part file there.
    ///
    /// Lanes are stopped and the part file is released. Until the disk has answered, the download
    /// does not start, so that the part file is not searched for in the wrong folder. A part file
    /// that cannot be moved stays where it is, and the download resumes there.
    func changeFolder(of task: DownloadTask, to directory: String) {
        guard directory != task.download.request.directory else { return }
        switch task.download.state {
        case .done: return
        case .finishing: return refuseMove(of: task, "it is whole and being finished")
        case .waiting, .lookingUp, .running, .unpacking, .paused, .failed: break
        }
        guard !task.isMoving else { return refuseMove(of: task, "it is being moved already") }
        letGoOfRemoved(in: directory)
        let isAtWork = !task.transfers.lanes.isEmpty || task.download.state == .unpacking
        guard isAtWork || task.slot != nil || task.record.part != nil else {
            return settle(task, in: directory)
        }
        stopForMove(task)
        task.move = .ordered(to: directory)
        // If the process is killed at the rename, the ledger knows where the file may be.
        guard ledger.isOpen, task.record.part != nil else { return beginMove(of: task.download.id) }
        ledger.note(task.download.id)
    }

    /// Has the disk move the part file, once; the ledger has recorded the move by now.
    func beginMove(of id: DownloadID) {
        guard let task = tasks[id] ?? removed[id]?.task,
            case .ordered(let directory) = task.move
        else { return }
        task.move = .underWay(to: directory)
        parts.noteChange()
        let move = partMove(of: task, to: directory)
        let (disk, slot) = (task.disk, task.slot)
        task.dropSmallFile()
        task.slot = nil
        tell(task, .partReleased)
        disk.run { [inbox] in
            let (part, problem) = move.move(slot)
            inbox.post(.run { $0.endMove(of: id, part, to: directory, problem) })
        }
    }

    private func partMove(of task: DownloadTask, to directory: String) -> PartMove {
        PartMove(
            name: task.download.name, origin: task.disk.directory, directory: directory,
            known: task.record.part, system: configuration.fileSystem)
    }

    /// Stops a download for a move; one that was running then waits for its turn.
    private func stopForMove(_ task: DownloadTask) {
        let id = task.download.id
        switch task.download.state {
        case .lookingUp, .running, .unpacking, .paused(.disk):
            handle(.pause(.person), for: [id])
            handle(.resume, for: [id])
        case .waiting, .paused, .failed, .finishing, .done: break
        }
        stopLanes(of: task)
    }

    /// Handles the result of moving the part file.
    private func endMove(
        of id: DownloadID, _ part: KnownPart?, to directory: String, _ problem: DownloadError?
    ) {
        // It may have been removed meanwhile, and the removal may be undone.
        guard let task = tasks[id] ?? removed[id]?.task else { return }
        task.move = .none
        if let part { task.record.part = part }
        if let problem {
            refuseMove(of: task, problem.cause)
        } else {
            settle(task, in: directory)
        }
        guard tasks[id] != nil, !isShuttingDown else { return }
        switch task.download.state {
        // Shows the bytes on disk although nothing runs.
        case .paused, .failed: lookUpPart(task.download.name, for: task)
        default: break
        }
        queue.rewind()
        agenda.wantsStart = true
        publishSoon(urgent: true)
    }

    /// Assigns a download to another folder.
    private func settle(_ task: DownloadTask, in directory: String) {
        let id = task.download.id
        if let part = task.record.part {
            parts.forget(part, in: task.disk.directory)
            parts.note(part, in: directory, of: id)
        }
        task.disk = parts.disk(for: directory)
        tell(task, .moved(to: directory))
        publisher.note(id)
        changed(task, from: nil)
    }

    private func refuseMove(of task: DownloadTask, _ cause: String) {
        tell(task, .refused("stays in \(task.disk.directory): \(cause)"))
        publisher.note(task.download.id)
        changed(task, from: nil)
    }

    /// Finds the part file of a download whose last process ended during its move.
    func endInterruptedMove(of task: DownloadTask, to directory: String) {
        guard task.record.part != nil else { return }
        task.move = .underWay(to: directory)
        let move = partMove(of: task, to: directory)
        parts.disk(for: directory).run { [inbox, id = task.download.id] in
            let problem = move.problemOfInterruptedMove()
            inbox.post(.run { $0.endMove(of: id, nil, to: directory, problem) })
        }
    }

    /// Waits for every move to end, but not for a disk that does not answer.
    func finishMoves() async {
        let all = Array(tasks.values) + removed.all.map(\.task)
        for task in all { beginMove(of: task.download.id) }
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
