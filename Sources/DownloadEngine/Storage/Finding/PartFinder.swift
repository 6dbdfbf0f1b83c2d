import DownloadCore

/// Finds the part file of an earlier run: the one that the ledger knows, else one with a matching
/// name.
///
/// The source of the latter is unknown until the first response. Its steps run on the disk's
/// thread.
struct PartFinder: Sendable {
    /// The result of a search.
    enum Finding {
        /// The part file, or none.
        case part(PartFacts?)
        /// The part file no longer exists, and the finished file has this name.
        case finished(String, KnownPart)
        /// A file has the name, and is to be kept instead of fetching another; the part file stays.
        case kept(String)
        /// The part file that the ledger knows does not exist.
        case missing
    }

    /// The name of the file.
    let name: String
    /// The part file that the ledger knows.
    let known: KnownPart?
    /// The name that the user has given to the file.
    let givenName: String?
    let policy: ExistingFilePolicy
    /// Whether its bytes are wrong and are to be discarded.
    let drops: Bool
    /// Whether the complete file is verified in the end.
    let isChecked: Bool
    /// The mark of the URL that is being fetched.
    let source: UInt64
    let directory: String
    let system: any FileSystem
    /// Receives the reason why a file of this name is left alone.
    let onRefusal: @Sendable (String) -> Void
    /// Called when a part file was adopted.
    let onPart: @Sendable (PartFile, OpenPart) -> Void

    /// Looks for the part file.
    ///
    /// - Throws: `nameTaken` when a file has the name and the download is to fail then; `disk`.
    func find(in slot: OpenPart) throws(DownloadError) -> Finding {
        guard slot.part == nil else { return .part(nil) }
        var found: PartFile?
        do throws(DownloadError) {
            found = try PartFile.adopt(
                in: directory, name: name, known: known,
                matching: { known != nil || $0.mayBegin(source) },
                onRefusal: { refusal in
                    onRefusal(refusal.text(known?.partName ?? PartFile.partName(for: name)))
                }, system: system)
        } catch {
            // Whether it belongs to this download is known once the server has described the file.
            guard error.kind == .inUse, known == nil else { throw error }
        }
        guard let part = found, let facts = part.facts else {
            guard let known else { return .part(nil) }
            let finished = try PartFile.finishedName(
                of: known, in: directory, numbering: { FileName.numbered($0, $1) },
                system: system)
            return finished.map { .finished($0, known) } ?? .missing
        }
        let isUnclaimed = known == nil && !part.identity.isOf(source)
        if try isInVain(part) {
            let name = givenName ?? part.identity.name
            try part.close()
            // The response to another URL may have another name, which decides then.
            if isUnclaimed { return .part(nil) }
            if policy == .skip { return .kept(name) }
            throw DownloadError(.nameTaken, "\(name) already exists")
        }
        slot.part = part
        slot.isUnclaimed = isUnclaimed
        if drops {
            try part.restart(as: part.identity)
            onPart(part, slot)
            return .part(part.facts)
        }
        onPart(part, slot)
        let isTakenOnTrust = known == nil && part.isWhole && !isChecked
        return .part(isTakenOnTrust ? facts.withoutEnd : facts)
    }

    /// Returns whether the download would be skipped or fail in the end, because a file has the
    /// name.
    private func isInVain(_ part: PartFile) throws(DownloadError) -> Bool {
        guard policy.keepsFile else { return false }
        do throws(DownloadError) {
            return try part.folder.hasFile(named: givenName ?? part.identity.name)
        } catch {
            try? part.close()
            throw error
        }
    }
}

extension PartFacts {
    /// The same facts without the last bytes.
    ///
    /// To fetch those again, the source is asked whether it has this file.
    fileprivate var withoutEnd: PartFacts {
        guard let length = identity.length else { return self }
        var facts = self
        facts.covered.remove(ByteRange(max(0, length - 65_536), length))
        return facts
    }
}
