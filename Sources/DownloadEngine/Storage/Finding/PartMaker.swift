import DownloadCore

/// Creates a download's part file, or adopts the one that an earlier run has left of the same file.
///
/// Its steps run on the disk's thread.
struct PartMaker: Sendable {
    /// The requested name of the file.
    let name: String
    /// The identity that the part file is to have.
    let wanted: PartIdentity
    let policy: ExistingFilePolicy
    /// Whether the user has chosen the name, so that the file must not have another.
    let isNameGiven: Bool
    /// Whether the identity distinguishes the file from others.
    let canMatch: Bool
    /// Fewer bytes of another version than this are discarded without asking.
    let mostDropped: Int64
    let reservations: SpaceReservations
    let disk: Disk
    let system: any FileSystem
    /// Receives the reason why a file that may be the part file is left alone.
    let onRefusal: @Sendable (String) -> Void
    /// Called when a part file was created or adopted.
    let onPart: @Sendable (PartFile, OpenPart) -> Void

    /// Creates the part file, or adopts an existing one.
    func make(in slot: OpenPart) throws(DownloadError) -> Download.Event? {
        // Decided before a part file of an earlier run is resumed, since its end would be in vain.
        if policy.keepsFile, try isTakenByFile() {
            if policy == .skip { return .skipped(name: name) }
            throw DownloadError(.nameTaken, "\(name) already exists")
        }
        // The name came with the response, or is a numbered one, so the file can be found only now.
        // Another download of this process may fetch the same file; then this is a second copy.
        if !disk.isFetching(wanted, besides: slot), let (part, hasName) = try existing() {
            let isSame = part.identity.mayStillBe(wanted)
            if !isSame, !part.covered.isEmpty, let what = part.objection(to: wanted) {
                try part.close()
                throw DownloadError(.changed, what)
            }
            // The part file of another name stays as it is unless it can be continued under that.
            let mayRestart = hasName && part.covered.count < mostDropped
            if isSame && (hasName || !isNameGiven) || mayRestart {
                if !isSame { try part.restart(as: wanted.named(part.identity.name)) }
                if let facts = part.facts {
                    slot.part = part
                    onPart(part, slot)
                    return .partReady(facts)
                }
            }
            try part.close()
        }
        do throws(DownloadError) {
            let part = try PartFile.create(
                in: disk.directory, identity: wanted, policy: policy == .skip ? .fail : policy,
                promised: reservations.bytes(onDiskOf: disk.directory, system: system),
                numbering: { FileName.numbered($0, $1) }, system: system)
            slot.part = part
            onPart(part, slot)
            return part.facts.map { .partReady($0) }
        } catch {
            guard error.kind == .nameTaken, policy == .skip, try isTakenByFile() else {
                throw error
            }
            return .skipped(name: name)
        }
    }

    /// Finds the part file of an earlier run by its name, else by the URL.
    ///
    /// - Returns: The part file, and whether it has the requested name, perhaps with a number.
    private func existing() throws(DownloadError) -> (part: PartFile, hasName: Bool)? {
        let named = try PartFile.find(
            in: disk.directory, name: name, numbering: { FileName.numbered($0, $1) },
            matching: { $0.isOf(wanted.source) || (canMatch && $0.isSameFile(as: wanted)) },
            onRefusal: { onRefusal($1.text($0)) }, system: system)
        if let named { return (named, true) }
        for other in disk.leftovers.names(of: wanted.source) {
            do throws(DownloadError) {
                let part = try PartFile.adopt(
                    in: disk.directory, name: other, matching: { $0.isOf(wanted.source) },
                    system: system)
                if let part { return (part, false) }
            } catch {
                guard error.kind == .inUse else { throw error }
            }
        }
        return nil
    }

    /// Returns whether a file has the requested name.
    ///
    /// - Throws: `nameTaken` for a folder and the like: the user has no such file.
    private func isTakenByFile() throws(DownloadError) -> Bool {
        let folder = try TargetFolder(existing: disk.directory, system: system)
        return try folder?.hasFile(named: name) ?? false
    }

    /// Restarts the part file from zero.
    ///
    /// One that may belong to another URL, and is of another file, is left alone and a new one
    /// created.
    func restart(in slot: OpenPart) throws(DownloadError) -> Download.Event? {
        guard var part = slot.part else { return nil }
        guard slot.isUnclaimed, !part.identity.isSameFile(as: wanted), !part.covered.isEmpty
        else {
            try part.restart(as: wanted.named(part.identity.name))
            slot.isUnclaimed = false
            onPart(part, slot)
            return nil
        }
        slot.close()
        part = try PartFile.create(
            in: disk.directory, identity: wanted, policy: policy == .skip ? .rename : policy,
            numbering: { FileName.numbered($0, $1) }, system: system)
        slot.part = part
        slot.isUnclaimed = false
        onPart(part, slot)
        return part.facts.map { .partReady($0) }
    }
}
