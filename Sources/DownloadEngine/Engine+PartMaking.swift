import CLinux
import DownloadCore

/// How part files are made and begun anew.
extension Engine {
    /// Makes the part file, at once or, of a small file, only if need be.
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

    /// A file of more bytes than this takes so long that what its start needed can go.
    private static let longRun: Int64 = 64 << 20
    /// Lets go, once, of the code that only the start needed: most of 20 MiB.
    private static let afterStart: Void = pdl_release_code()

    /// Makes the part file, or takes up the one that an earlier run has left of the same file.
    func makePart(_ name: String, _ identity: FileIdentity, for entry: DownloadTask) {
        order(entry, partMaker(name, identity, for: entry))
    }

    /// What makes the part file, on its disk's thread.
    func partMaker(
        _ name: String, _ identity: FileIdentity, for entry: DownloadTask
    ) -> @Sendable (PartSlot) throws(DownloadError) -> Download.Event? {
        parts.noteChange()
        let id = entry.download.id
        let directory = entry.disk.directory
        let policy = entry.download.request.onExists
        let wanted = entry.partIdentity(identity, name: name)
        let canMatch = identity.validator.ifRangeText != nil && identity.length != nil
        let mostDropped = configuration.asksPerson ? Engine.muchBytes : .max
        let system = configuration.fileSystem
        let promises = promises(besides: entry)
        let disk = entry.disk
        return { [inbox] slot throws(DownloadError) in
            // The name came with the response, or is a numbered one: only now it can be found.
            // Another download of this process may be of the same file; then this is a second copy.
            if !disk.isFetching(wanted, besides: slot),
                let part = try PartFile.find(
                    in: directory, name: name, numbering: { FileName.numbered($0, $1) },
                    matching: {
                        $0.isOf(wanted.source) || (canMatch && $0.isSameFile(as: wanted))
                    }, system: system)
            {
                let isSame = part.identity.mayStillBe(wanted)
                if !isSame, !part.covered.isEmpty, let what = part.objection(to: wanted) {
                    try part.close()
                    throw DownloadError(.changed, what)
                }
                if isSame || part.covered.count < mostDropped {
                    if !isSame { try part.restart(as: wanted.named(part.identity.name)) }
                    if let facts = part.facts {
                        slot.part = part
                        inbox.tell(id, has: part, in: slot)
                        return .partReady(facts)
                    }
                }
                try part.close()
            }
            do throws(DownloadError) {
                let part = try PartFile.create(
                    in: directory, identity: wanted, policy: policy == .skip ? .fail : policy,
                    promised: promises.bytes(onDiskOf: directory, system: system),
                    numbering: { FileName.numbered($0, $1) }, system: system)
                slot.part = part
                inbox.tell(id, has: part, in: slot)
                return part.facts.map { .partReady($0) }
            } catch {
                guard error.kind == .nameTaken, policy == .skip else { throw error }
                return .skipped(name: name)
            }
        }
    }

    /// Begins a part file anew; one that nobody knew of and that is of another file is left alone,
    /// and another one made.
    func restartPart(_ identity: FileIdentity, for entry: DownloadTask) {
        if entry.smallFile.pending != nil {
            entry.dropSmallFile()
            return createPart(entry.download.name, identity, for: entry)
        }
        let id = entry.download.id
        let directory = entry.disk.directory
        let policy = entry.download.request.onExists
        let system = configuration.fileSystem
        let wanted = entry.partIdentity(identity, name: entry.download.name)
        order(entry) { [inbox] slot throws(DownloadError) in
            guard var part = slot.part else { return nil }
            guard slot.isStranger, !part.identity.isSameFile(as: wanted), !part.covered.isEmpty
            else {
                try part.restart(as: wanted.named(part.identity.name))
                slot.isStranger = false
                inbox.tell(id, has: part, in: slot)
                return nil
            }
            slot.close()
            part = try PartFile.create(
                in: directory, identity: wanted, policy: policy == .skip ? .rename : policy,
                numbering: { FileName.numbered($0, $1) }, system: system)
            slot.part = part
            slot.isStranger = false
            inbox.tell(id, has: part, in: slot)
            return part.facts.map { .partReady($0) }
        }
    }

    /// More bytes than this are not fetched again without asking.
    static let muchBytes: Int64 = 16 << 20
}
