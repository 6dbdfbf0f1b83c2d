import DownloadCore

/// Sends work on a download's files to its disk; nothing here waits, and results come through the
/// inbox.
///
/// Used on the loop's thread only.
final class DiskOrders {
    /// The disks, and who owns which part file.
    let store: PartStore
    /// What the disks' threads post their reports to.
    let inbox: Inbox
    let system: any FileSystem

    init(store: PartStore, inbox: Inbox, system: any FileSystem) {
        self.store = store
        self.inbox = inbox
        self.system = system
    }

    /// Returns a download's slot on its disk, and creates it when it is first needed.
    func slot(of task: DownloadTask) -> OpenPart {
        if let slot = task.slot { return slot }
        let id = task.id
        let slot = OpenPart(url: task.givenURL) { [inbox] slot, error, covered in
            inbox.post(.event(id, slot, .diskFailed(error, covered: covered)))
        }
        task.slot = slot
        task.disk.note(slot)
        return slot
    }

    /// Runs `work` on the download's disk and reports the result to the download.
    func order(
        _ task: DownloadTask,
        _ work: @escaping @Sendable (OpenPart) throws(DownloadError) -> Download.Event?
    ) {
        let slot = slot(of: task)
        let id = task.id
        task.disk.run { [inbox] in
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

    /// Tells the disk which URL the download's bytes come from, once everything before is written.
    func noteSource(of task: DownloadTask) {
        guard let slot = task.slot else { return }
        let url = task.givenURL
        task.disk.run { slot.url = url }
    }

    /// Records the user's consent to discard the bytes on disk, whoever wrote them.
    func agreeToDrop(_ task: DownloadTask) {
        guard let slot = task.slot else { return }
        task.disk.run { slot.isUnclaimed = false }
    }

    /// Withdraws the part file's claim to bytes that are wrong.
    func drop(_ ranges: ByteRangeSet, of task: DownloadTask) {
        order(task) { slot throws(DownloadError) in
            for range in ranges.ranges { try slot.part?.forget(range) }
            return nil
        }
    }

    /// Closes the part file and keeps it.
    func release(_ task: DownloadTask) {
        task.dropSmallFile()
        guard let slot = task.slot else { return }
        task.slot = nil
        store.missing.noteChange()
        task.disk.run { slot.close() }
    }

    /// Syncs the part file.
    func sync(_ task: DownloadTask) {
        guard let slot = task.slot else { return }
        task.disk.sync(slot)
    }

    /// Deletes the part file if it certainly belongs to this download.
    func delete(_ task: DownloadTask) {
        let directory = task.disk.directory
        let name = task.ask { $0.name }
        let known = task.record.part
        let slot = task.slot
        task.slot = nil
        task.record.part = nil
        task.disk.run { [system] in
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

    // MARK: Reading

    /// Reads bytes on disk for comparison with the server's.
    func readOverlap(_ range: ByteRange, lane: LaneID, of task: DownloadTask) {
        let id = task.id
        order(task) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(.overlap(id, lane, bytes))
            return nil
        }
    }

    /// Makes the file's first bytes available for comparison, as far as possible; those of an
    /// earlier run are read from the disk.
    func learnBeginning(of task: DownloadTask) {
        guard task.transfers.beginning == nil else { return }
        task.transfers.beginning = FileBeginning()
        let covered = task.ask { $0.plan.covered.ranges.first { $0.start == 0 } }
        guard let covered, task.ask({ $0.version.isFromDisk }) else { return }
        let range = ByteRange(0, min(covered.end, Int64(RestartCheck.most)))
        let id = task.id
        order(task) { [inbox] slot throws(DownloadError) in
            inbox.post(.file(id, slot, .beginning(try slot.part?.bytes(in: range) ?? [])))
            return nil
        }
    }

    /// Verifies the pieces that contain these bytes, once everything before is written.
    func checkPieces(_ ranges: ByteRangeSet, _ number: Int, of task: DownloadTask) {
        guard let digests = task.ask({ $0.request.pieces }),
            let length = task.ask({ $0.plan.length })
        else { return }
        if let progress = task.ask({ $0.pieceShare }) { task.record.checked = progress }
        let id = task.id
        let disk = task.disk
        order(task) { [inbox] slot throws(DownloadError) in
            let digester = FileDigester(
                of: slot, disk: disk, pieces: digests.pieces(of: ranges, fileLength: length),
                algorithm: digests.algorithm
            ) { result in
                switch result {
                // The order's number identifies findings about bytes that were discarded meanwhile.
                case .success(let found):
                    let findings = digests.findings(found, order: number)
                    inbox.post(.event(id, slot, .piecesChecked(findings)))
                case .failure(let error): slot.fail(error)
                }
            }
            digester.begin()
            return nil
        }
    }
}
