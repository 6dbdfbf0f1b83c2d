import Dispatch
import DownloadCore

/// Verifies complete files, gives them their names, and makes them durable.
///
/// Used on the loop's thread only.
final class Completion {
    private let orders: DiskOrders
    private let search: PartSearch
    private let creation: PartCreation
    private let small: SmallFiles
    private let tasks: TaskTable
    private let events: TaskEvents
    private let batchFiles = BatchFiles()
    /// The modification time of finished files.
    var fileTime = FileTime.download
    /// Whether a ledger records which files are durable.
    var hasLedger = false
    /// Whether all downloads are of one batch, however late they are added.
    var isOneBatch = false

    init(
        orders: DiskOrders, search: PartSearch, creation: PartCreation, small: SmallFiles,
        tasks: TaskTable, events: TaskEvents
    ) {
        self.orders = orders
        self.search = search
        self.creation = creation
        self.small = small
        self.tasks = tasks
        self.events = events
    }

    // MARK: Orders

    /// Verifies a complete file, if a digest is known, and gives it its name.
    func finish(_ name: String, _ digest: ExpectedDigest?, of task: DownloadTask) {
        task.record.checked = 0
        let job = job(name, of: task)
        if digest == nil, case .whole(let pending, let block) = task.smallFile {
            task.smallFile = .writing
            let slot = orders.slot(of: task)
            return job.write(block, pending, slot)
        }
        small.makePart(of: task)
        let length = task.ask { $0.plan.length }
        orders.order(task) { [inbox = orders.inbox] slot throws(DownloadError) in
            guard let part = slot.part else {
                return .finishFailed(DownloadError(.defect, "the part file is missing"))
            }
            do throws(DownloadError) {
                if part.identity.length == nil, let length { try part.learn(length: length) }
            } catch {
                return .finishFailed(error)
            }
            guard let digest else { return job.finish(slot, digest: nil) }
            let total = Double(max(part.identity.length ?? 1, 1))
            let digester = FileDigester(
                of: slot, disk: job.disk, pieces: [ByteRange(0, part.identity.length ?? 0)],
                algorithm: digest.checksum.algorithm,
                progress: { bytes in
                    inbox.post(.file(job.id, nil, .digested(Double(bytes) / total)))
                },
                end: { result in
                    let hex = result.map { $0.first?.hex ?? "" }
                    if let event = job.end(slot, digest, hex) {
                        inbox.post(.event(job.id, slot, event))
                    }
                })
            digester.begin()
            return nil
        }
    }

    /// Keeps a complete file that failed verification under a name that shows it.
    func putAside(_ name: String, _ error: DownloadError, of task: DownloadTask) {
        let job = job(name, of: task)
        let length = task.ask { $0.plan.length }
        orders.order(task) { slot throws(DownloadError) in
            if let part = slot.part, part.identity.length == nil, let length {
                try part.learn(length: length)
            }
            return .finishFailed(
                DownloadError(error.kind, "\(error.cause); \(job.putAside(slot))"))
        }
    }

    /// Returns the last steps of a file that is to have this name.
    private func job(_ name: String, of task: DownloadTask) -> FinishJob {
        let disk = task.disk
        let last = isOneBatch ? DownloadID(.max) : tasks.queue.lastID
        return task.ask { download in
            let usesServerTime =
                download.request.overrides.usesServerTime ?? (fileTime == .server)
            return FinishJob(
                id: download.id, disk: disk, policy: download.request.onExists,
                batch: download.request.onExists == .overwrite
                    ? BatchFiles.Member(files: batchFiles, id: download.id, last: last) : nil,
                system: orders.system, refetches: download.refetchesMismatch,
                inbox: orders.inbox, name: name,
                modified: usesServerTime
                    ? download.mode.server?.lastModified.flatMap { HTTPDate.seconds($0) } : nil)
        }
    }

    /// Syncs a finished file and its name, so that the ledger can record that they survive a power
    /// cut.
    ///
    /// Called once the download is done, and not by the disk's thread when it renames the file: the
    /// sync could then be over before the engine has heard of the end, and its result would be lost.
    func makeDurable(_ task: DownloadTask) {
        guard hasLedger else { return }
        let id = task.id
        task.disk.makeDurable(task.ask { $0.name }) { [inbox = orders.inbox] isDurable in
            if isDurable { inbox.post(.file(id, nil, .durable)) }
        }
    }

    // MARK: Reports

    /// Records that a file has its final name, which ends the download unless it has released the
    /// file meanwhile.
    func named(_ file: FileReport.NamedFile, in slot: OpenPart, of task: DownloadTask) {
        noteNamed(file, task)
        if task.slot === slot { events.add(.raised(.finished(name: file.name)), of: task) }
    }

    private func noteNamed(_ file: FileReport.NamedFile, _ task: DownloadTask) {
        search.forgetPart(of: task)
        // A power cut may undo the rename until it is durable; the part file then exists again.
        if !hasLedger { task.record.part = nil }
        task.record.doubts = []
        task.record.isDurable = false
        task.record.finishedIn = file.boot
        task.record.digest = file.digest
        task.record.isPage = file.isPage
    }

    /// Handles a finished file that the ledger still knows as a part file.
    ///
    /// Renamed before the machine stopped, it may lack bytes, and is verified. A download that was
    /// paused and resumed meanwhile has been looked up twice; the first answer counts.
    func foundFinished(_ name: String, _ known: KnownPart, of task: DownloadTask) {
        guard !task.ask({ $0.version.hasPart }), task.state != .finishing else { return }
        let length = known.identity.length ?? 0
        events.add(.raised(.foundWhole(length: length)), of: task)
        if known.boot.isSameRun(as: orders.system.bootID()) {
            noteNamed(FileReport.NamedFile(name: name, boot: known.boot), task)
            return events.add(.raised(.finished(name: name)), of: task)
        }
        let id = task.id
        let directory = task.disk.directory
        let checksum = task.ask { $0.request.checksum }
        DispatchQueue(label: "finished", qos: .utility).async {
            [inbox = orders.inbox, system = orders.system] in
            let finding: FinishedFile.Finding
            do throws(DownloadError) {
                finding = try FinishedFile.check(
                    name, in: directory, length: length, checksum: checksum, system: system)
            } catch {
                finding = .wrong(error.cause)
            }
            inbox.post(.file(id, nil, .verified(name, finding)))
        }
    }

    /// Handles the verification of a finished file of an earlier boot.
    func verified(_ name: String, _ finding: FinishedFile.Finding, of task: DownloadTask) {
        // A download that has stopped meanwhile is looked up again when it starts.
        guard task.state == .finishing else { return }
        guard let error = finding.error(of: name) else {
            noteNamed(FileReport.NamedFile(name: name, boot: orders.system.bootID()), task)
            return events.add(.raised(.finished(name: name)), of: task)
        }
        task.record.part = nil
        events.add(.raised(.finishFailed(error)), of: task)
        events.add(.told(.partLost), of: task)
    }

    /// Records that a file and its name are durable.
    func durable(_ task: DownloadTask, isListed: Bool) {
        guard !isListed || task.state == .done else { return }
        task.record.isDurable = true
        task.record.part = nil
        events.add(isListed ? .changed : .unlisted, of: task)
    }

    /// Records that the part file's bytes do not match the digest: the file was renamed aside, or
    /// its bytes are to be discarded.
    func wrong(_ task: DownloadTask, liesAside: Bool) {
        if liesAside, task.record.part != nil {
            search.forgetPart(of: task)
            task.record.part = nil
            task.record.doubts = []
        }
        task.record.dropsPart = !liesAside
        task.record.received = 0
    }

    /// Records the verified share of a file.
    func digested(_ share: Double, of task: DownloadTask) {
        task.record.checked = share
        events.add(.shown, of: task)
    }

    /// Writes a small file into a part file after all, because one stands in its way.
    func finishInPart(
        _ name: String, _ block: Block, _ pending: DownloadTask.PendingPart, of task: DownloadTask
    ) {
        task.smallFile = .none
        creation.make(pending.name, pending.identity, for: task)
        task.disk.write(block, at: 0, of: orders.slot(of: task))
        finish(name, task.ask { $0.expectedDigest }, of: task)
    }
}
