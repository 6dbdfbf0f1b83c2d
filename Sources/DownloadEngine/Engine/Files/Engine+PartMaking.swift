import CLinux
import DownloadCore

/// Creates part files and restarts them from zero.
extension Engine {
    /// Creates the part file at once, or for a small file only if it is needed.
    func createPart(_ name: String, _ identity: FileIdentity, for task: DownloadTask) {
        guard !waitsForName(name, task) else { return }
        if isSmall(identity, task) {
            task.smallFile = .gathering(
                DownloadTask.PendingPart(name: name, identity: identity, since: clock()))
        } else {
            if let length = identity.length, length > Engine.longRun { _ = Engine.afterStart }
            makePart(name, identity, for: task)
        }
    }

    /// Files longer than this take so long that code needed only at startup can be released.
    private static let longRun: Int64 = 64 << 20
    /// Releases, once, the code that only startup needed: most of 20 MiB.
    private static let afterStart: Void = pdl_release_code()

    /// Creates the part file, or adopts the one that an earlier run has left of the same file.
    func makePart(_ name: String, _ identity: FileIdentity, for task: DownloadTask) {
        parts.noteChange()
        let maker = partMaker(name, identity, promises(besides: task), for: task)
        order(task) { slot throws(DownloadError) in try maker.make(in: slot) }
    }

    /// Restarts a part file from zero.
    func restartPart(_ identity: FileIdentity, for task: DownloadTask) {
        if task.smallFile.pending != nil {
            task.dropSmallFile()
            return createPart(task.download.name, identity, for: task)
        }
        let maker = partMaker(task.download.name, identity, Promises(), for: task)
        order(task) { slot throws(DownloadError) in try maker.restart(in: slot) }
    }

    private func partMaker(
        _ name: String, _ identity: FileIdentity, _ promises: Promises, for task: DownloadTask
    ) -> PartMaker {
        PartMaker(
            name: name, wanted: task.partIdentity(identity, name: name),
            policy: task.download.request.onExists,
            canMatch: identity.validator.ifRangeText != nil && identity.length != nil,
            mostDropped: configuration.asksPerson ? Engine.muchBytes : .max, promises: promises,
            disk: task.disk, system: configuration.fileSystem,
            onPart: { [inbox, id = task.download.id] part, slot in
                inbox.tell(id, has: part, in: slot)
            })
    }

    /// The number of bytes above which nothing is fetched again without asking.
    static let muchBytes: Int64 = 16 << 20
}
