import CLinux
import DownloadCore

/// Creates part files and restarts them from zero.
extension Engine {
    /// Creates the part file at once, or for a small file only if it is needed.
    func createPart(_ name: String, _ identity: FileIdentity, for entry: DownloadTask) {
        guard !waitsForName(name, entry) else { return }
        if isSmall(identity, entry) {
            entry.smallFile = .gathering(
                DownloadTask.PendingPart(name: name, identity: identity, since: clock()))
        } else {
            if let length = identity.length, length > Engine.longRun { _ = Engine.afterStart }
            makePart(name, identity, for: entry)
        }
    }

    /// Files longer than this take so long that code needed only at startup can be released.
    private static let longRun: Int64 = 64 << 20
    /// Releases, once, the code that only startup needed: most of 20 MiB.
    private static let afterStart: Void = pdl_release_code()

    /// Creates the part file, or adopts the one that an earlier run has left of the same file.
    func makePart(_ name: String, _ identity: FileIdentity, for entry: DownloadTask) {
        parts.noteChange()
        let maker = partMaker(name, identity, promises(besides: entry), for: entry)
        order(entry) { slot throws(DownloadError) in try maker.make(in: slot) }
    }

    /// Restarts a part file from zero.
    func restartPart(_ identity: FileIdentity, for entry: DownloadTask) {
        if entry.smallFile.pending != nil {
            entry.dropSmallFile()
            return createPart(entry.download.name, identity, for: entry)
        }
        let maker = partMaker(entry.download.name, identity, Promises(), for: entry)
        order(entry) { slot throws(DownloadError) in try maker.restart(in: slot) }
    }

    private func partMaker(
        _ name: String, _ identity: FileIdentity, _ promises: Promises, for entry: DownloadTask
    ) -> PartMaker {
        PartMaker(
            name: name, wanted: entry.partIdentity(identity, name: name),
            policy: entry.download.request.onExists,
            canMatch: identity.validator.ifRangeText != nil && identity.length != nil,
            mostDropped: configuration.asksPerson ? Engine.muchBytes : .max, promises: promises,
            disk: entry.disk, system: configuration.fileSystem,
            onPart: { [inbox, id = entry.download.id] part, slot in
                inbox.tell(id, has: part, in: slot)
            })
    }

    /// The number of bytes above which nothing is fetched again without asking.
    static let muchBytes: Int64 = 16 << 20
}
