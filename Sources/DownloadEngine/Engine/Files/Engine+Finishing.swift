import Dispatch
import DownloadCore

/// Verifies a complete file, gives it its name, and syncs it.
extension Engine {
    /// Verifies a complete file, if a digest is known, and gives it its name.
    func finishPart(_ name: String, _ digest: ExpectedDigest?, of task: DownloadTask) {
        let id = task.download.id
        let disk = task.disk
        let length = task.download.plan.length
        let ending = ending(name, of: task)
        task.record.checked = 0
        if digest == nil, finishWhole(name, of: task, ending: ending) { return }
        makePendingPart(of: task)
        order(task) { [inbox] slot throws(DownloadError) in
            guard let part = slot.part else {
                return .finishFailed(DownloadError(.defect, "the part file is gone"))
            }
            do throws(DownloadError) {
                if part.identity.length == nil, let length { try part.learn(length: length) }
            } catch {
                return .finishFailed(error)
            }
            guard let digest else { return ending.finish(slot, digest: nil) }
            let total = Double(max(part.identity.length ?? 1, 1))
            let digester = FileDigester(
                of: slot, disk: disk, pieces: [ByteRange(0, part.identity.length ?? 0)],
                algorithm: digest.checksum.algorithm,
                progress: { bytes in
                    inbox.post(.run { $0.note(checked: Double(bytes) / total, of: id) })
                },
                end: { result in
                    let hex = result.map { $0.first?.hex ?? "" }
                    inbox.post(.event(id, slot, ending.end(slot, digest, hex)))
                })
            digester.begin()
            return nil
        }
    }

    /// Returns the last steps of a file that is to have this name.
    private func ending(_ name: String, of task: DownloadTask) -> Ending {
        Ending(
            id: task.download.id, disk: task.disk, policy: task.download.request.onExists,
            boot: configuration.fileSystem, refetches: task.ask { $0.refetchesMismatch },
            inbox: inbox, name: name,
            modified: configuration.fileTime == .server
                ? task.download.mode.server?.lastModified.flatMap { HTTPDate.seconds($0) } : nil)
    }

    /// Keeps a complete file that failed verification under a name that shows it.
    func putAside(_ name: String, _ error: DownloadError, of task: DownloadTask) {
        let ending = ending(name, of: task)
        let length = task.download.plan.length
        order(task) { slot throws(DownloadError) in
            if let part = slot.part, part.identity.length == nil, let length {
                try part.learn(length: length)
            }
            return .finishFailed(
                DownloadError(error.kind, "\(error.cause); \(ending.putAside(slot))"))
        }
    }

    private func note(checked: Double, of id: DownloadID) {
        guard let task = tasks[id] else { return }
        task.record.checked = checked
        publisher.note(id)
    }

    /// Records the boot during which a file was finished.
    func noteFinished(_ id: DownloadID, in boot: BootID, digest: String?) {
        guard let task = tasks[id] else { return }
        if let part = task.record.part {
            parts.forget(part, in: task.disk.directory)
        }
        // A power cut may undo the rename until it is durable; the part file then exists again.
        if !ledger.isOpen { task.record.part = nil }
        task.record.doubts = []
        task.record.isSettled = false
        task.record.finishedIn = boot
        task.record.digest = digest
    }

    /// Handles a finished file that the ledger still knows as a part file.
    func findFinished(_ name: String, _ known: KnownPart, of id: DownloadID, _ slot: PartSlot) {
        guard let task = tasks[id], task.slot === slot, !task.download.version.hasPart else {
            return
        }
        let length = known.identity.length ?? 0
        handle(.foundWhole(length: length), for: [id])
        guard known.boot.isSameRun(as: configuration.fileSystem.bootID()) else {
            return lookAgain(at: name, length: length, of: task)
        }
        noteFinished(id, in: known.boot, digest: nil)
        handle(.finished(name: name), for: [id])
    }

    /// Syncs a finished file and its name, so that the ledger can record that they survive a power
    /// cut.
    ///
    /// Called once the download is done, and not by the disk's thread when it renames the file: the
    /// sync could then be over before the engine has heard of the end, and its result would be lost.
    func settleFinished(_ task: DownloadTask) {
        guard ledger.isOpen else { return }
        let id = task.download.id
        task.disk.settle(task.download.name) { [inbox] isSettled in
            if isSettled { inbox.post(.run { $0.noteSettled(id) }) }
        }
    }

    /// Verifies a file renamed before the machine stopped: its bytes may not be on the disk.
    private func lookAgain(at name: String, length: Int64, of task: DownloadTask) {
        let id = task.download.id
        let directory = task.disk.directory
        let checksum = task.download.request.checksum
        let system = configuration.fileSystem
        DispatchQueue.global(qos: .utility).async { [inbox] in
            let finding: FinishedFile.Finding
            do throws(DownloadError) {
                finding = try FinishedFile.check(
                    name, in: directory, length: length, checksum: checksum, system: system)
            } catch {
                finding = .wrong(error.cause)
            }
            inbox.post(
                .run { engine in
                    guard let task = engine.tasks[id] else { return }
                    guard let error = finding.error(of: name) else {
                        engine.noteFinished(id, in: system.bootID(), digest: nil)
                        return engine.handle(.finished(name: name), for: [id])
                    }
                    task.record.part = nil
                    engine.handle(.finishFailed(error), for: [id])
                    engine.tell(task, .partLost)
                })
        }
    }

    /// Records that a file and its name are durable.
    func noteSettled(_ id: DownloadID) {
        if let task = tasks[id] {
            guard task.download.state == .done else { return }
            task.record.isSettled = true
            task.record.part = nil
            changed(task, from: .done)
        } else if let gone = removed[id] {
            gone.task.record.isSettled = true
            gone.task.record.part = nil
            forgetInLedger(gone.task)
        }
    }

    /// Records that a part file has lost its name; the next try starts without it.
    func noteLost(_ id: DownloadID, _ slot: PartSlot) {
        guard let task = tasks[id], task.slot === slot else { return }
        if let part = task.record.part {
            parts.forget(part, in: task.disk.directory)
        }
        task.record.part = nil
        task.record.doubts = []
        task.record.received = 0
        tell(task, .partLost)
    }

    /// Records that the part file's bytes do not match the digest: the file was renamed aside, or
    /// its bytes are to be discarded.
    func noteWrong(_ id: DownloadID, _ slot: PartSlot, liesAside: Bool) {
        guard let task = tasks[id], task.slot === slot else { return }
        if liesAside, let part = task.record.part {
            parts.forget(part, in: task.disk.directory)
            task.record.part = nil
            task.record.doubts = []
        }
        task.record.dropsPart = !liesAside
        task.record.received = 0
    }
}
