import DownloadCore

/// Takes a part file to another folder, on its disk's thread.
struct PartMove: Sendable {
    /// The part file as it is known, and why it could not be moved; `nil` when it could.
    typealias Outcome = (part: KnownPart?, problem: DownloadError?)

    /// The name of the file.
    let name: String
    /// The folder that the part file is in.
    let origin: String
    /// The folder that it is to go to.
    let directory: String
    /// The part file, where there is none open.
    let known: KnownPart?
    let system: any FileSystem

    /// Lets go of the part file and renames it: in one step, so that no other comes between.
    func move(_ slot: PartSlot?) -> Outcome {
        var moved: KnownPart?
        do throws(DownloadError) {
            var part = slot?.part
            if part == nil, let known {
                part = try PartFile.adopt(in: origin, name: name, known: known, system: system)
            }
            moved = part?.known
            defer {
                try? part?.close()
                slot?.part = nil
            }
            try part?.move(to: directory)
        } catch {
            return (moved, error)
        }
        return (moved, nil)
    }

    /// Why the part file is not in the other folder, where the process ended at its move.
    func problemOfInterruptedMove() -> DownloadError? {
        guard let known else { return nil }
        do throws(DownloadError) {
            let folder = try TargetFolder(existing: directory, system: system)
            let facts = try folder?.facts(of: known.partName)
            let isThere = facts?.inode == known.inode && facts?.device == known.device
            return isThere
                ? nil : DownloadError(.disk, "the program ended before it was moved")
        } catch {
            return error
        }
    }
}
