import DownloadCore

/// Finds the part file of an earlier run: the one that the ledger knows, else one of this name.
///
/// Of the latter nobody knows which source it is of; the first response will tell. Its steps are done
/// on the disk's thread.
struct PartFinder: Sendable {
    /// What is found.
    enum Finding {
        /// The part file, or none.
        case part(PartFacts?)
        /// The part file is gone, and the finished file is there under this name.
        case finished(String, KnownPart)
        /// The part file that the ledger knows is gone.
        case missing
    }

    /// The name of the file.
    let name: String
    /// The part file that the ledger knows.
    let known: KnownPart?
    /// Whether its bytes are wrong and are to be dropped.
    let drops: Bool
    /// Whether the whole file is checked in the end.
    let isChecked: Bool
    /// The mark of the URL that is fetched.
    let source: UInt64
    let directory: String
    let system: any FileSystem
    /// Called with why a file of this name is left alone.
    let onRefusal: @Sendable (String) -> Void
    /// Called when there is a part file.
    let onPart: @Sendable (PartFile, PartSlot) -> Void

    /// Looks for the part file.
    func find(in slot: PartSlot) throws(DownloadError) -> Finding {
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
            // Whether it is this file's is known when the server has said what the file is.
            guard error.kind == .inUse, known == nil else { throw error }
        }
        guard let part = found, let facts = part.facts else {
            guard let known else { return .part(nil) }
            let finished = try PartFile.finishedName(
                of: known, in: directory, numbering: { FileName.numbered($0, $1) },
                system: system)
            return finished.map { .finished($0, known) } ?? .missing
        }
        slot.part = part
        slot.isStranger = known == nil && !part.identity.isOf(source)
        // Bytes that cannot be gone on from are written over, so nothing may claim them.
        if drops || (part.identity.length == nil && !part.covered.isEmpty) {
            try part.restart(as: part.identity)
            onPart(part, slot)
            return .part(part.facts)
        }
        onPart(part, slot)
        let isTakenOnTrust = known == nil && part.isWhole && !isChecked
        return .part(isTakenOnTrust ? facts.withoutEnd : facts)
    }
}

extension PartFacts {
    /// The same without the last bytes: to fetch them again, the source is asked whether it is of
    /// this file.
    fileprivate var withoutEnd: PartFacts {
        guard let length = identity.length else { return self }
        var facts = self
        facts.covered.remove(ByteRange(max(0, length - 65_536), length))
        return facts
    }
}
