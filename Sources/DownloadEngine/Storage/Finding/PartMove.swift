import DownloadCore

/// Moves a part file to another folder, on its disk's thread.
struct PartMove: Sendable {
    /// The facts about the part file, and why it could not be moved; `nil` when it was.
    typealias Outcome = (part: KnownPart?, problem: DownloadError?)

    /// The name of the file.
    let name: String
    /// The folder that the part file is in.
    let origin: String
    /// The destination folder.
    let directory: String
    /// The part file to adopt if none is open.
    let known: KnownPart?
    let system: any FileSystem

    /// Renames the part file and closes it in one step, so that no other process intervenes.
    func move(_ slot: OpenPart?) -> Outcome {
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

    /// Returns why the part file is not in the other folder after the process ended during its
    /// move; `nil` when it is.
    func problemOfInterruptedMove() -> DownloadError? {
        guard let known else { return nil }
        do throws(DownloadError) {
            let folder = try TargetFolder(existing: directory, system: system)
            let facts = try folder?.facts(of: known.partName)
            let isThere = facts?.inode == known.inode && facts?.device == known.device
            return isThere
                ? nil : DownloadError(.disk, "the program exited before the move")
        } catch {
            return error
        }
    }
}
