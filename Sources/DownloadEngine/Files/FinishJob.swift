import Dispatch
import DownloadCore

/// The last steps of a file, run on its disk's thread.
struct FinishJob: Sendable {
    let id: DownloadID
    let disk: Disk
    let policy: ExistingFilePolicy
    /// The files of its batch, which it does not overwrite; `nil` unless it may overwrite.
    let batch: BatchFiles.Member?
    let system: any FileSystem
    /// Whether a file with a different digest is fetched again instead of being put aside.
    let refetches: Bool
    let inbox: Inbox
    /// The final name of the file.
    let name: String
    /// The modification time to set, in seconds since 1970; `nil` leaves the current one.
    let modified: Int64?

    /// Acts on the result of a verification.
    ///
    /// - Returns: What the download has to know besides the file's name.
    func end(
        _ slot: OpenPart, _ expected: ExpectedDigest, _ result: Result<String, DownloadError>
    ) -> Download.Event? {
        let checksum = expected.checksum
        switch result {
        case .failure(let error):
            return .finishFailed(error)
        case .success(checksum.hex):
            return finish(slot, digest: "\(checksum.algorithm.rawValue):\(checksum.hex)")
        case .success(let found):
            let origin =
                switch expected.origin {
                case .user: ""
                case .server: " (from the server)"
                case .file(let name): " (from \(name))"
                }
            let cause =
                "\(checksum.algorithm.name) mismatch: expected \(checksum.hex)\(origin),"
                + " got \(found)"
            if refetches { return .mismatched(DownloadError(.checksum, cause)) }
            return .finishFailed(DownloadError(.checksum, "\(cause); \(putAside(slot))"))
        }
    }

    /// Keeps a file that failed verification under a name that shows it.
    ///
    /// - Returns: Its location, in words.
    func putAside(_ slot: OpenPart) -> String {
        var place: String?
        if let part = slot.part {
            place = try? part.finish(
                as: FileName.appending(".bad", to: name), policy: .rename,
                numbering: { FileName.numbered($0, $1) })
        }
        if place == nil { slot.close() }
        slot.part = nil
        inbox.post(.file(id, slot, .wrong(liesAside: place != nil)))
        return place.map { "kept as \($0)" } ?? "retry to fetch it again"
    }

    /// Gives the file its name.
    ///
    /// - Returns: What the download has to know besides that.
    func finish(_ slot: OpenPart, digest: String?) -> Download.Event? {
        guard let part = slot.part else {
            return .finishFailed(DownloadError(.defect, "the part file is missing"))
        }
        let beginning = try? part.bytes(
            in: ByteRange(0, min(part.identity.length ?? 0, Int64(WebPage.enough))))
        do throws(DownloadError) {
            let name = try part.finish(
                as: name, policy: policy, numbering: { FileName.numbered($0, $1) },
                keeps: { batch?.keeps($0) ?? false })
            batch?.note(device: part.device, inode: part.inode)
            slot.part = nil
            noteFinished(
                name, slot, digest: digest, isPage: WebPage.begins(with: beginning ?? []))
            return nil
        } catch {
            if part.isLost {
                slot.close()
                inbox.post(.file(id, slot, .lost))
            }
            if error.isShortage { return .diskFailed(error, covered: part.covered) }
            return .finishFailed(error)
        }
    }

    /// Reports to the engine that the file has its name.
    private func noteFinished(
        _ name: String, _ slot: OpenPart, digest: String? = nil, isPage: Bool
    ) {
        setModified(of: name)
        let file = FileReport.NamedFile(
            name: name, boot: system.bootID(), digest: digest, isPage: isPage)
        inbox.post(.file(id, nil, .named(file, slot)))
    }

    /// Sets the file's modification time.
    ///
    /// On a file system that stores none, the file is as good without.
    private func setModified(of name: String) {
        guard let modified,
            let folder = try? TargetFolder(existing: disk.directory, system: system)
        else { return }
        try? system.setModified(modified, of: name, in: folder.descriptor)
    }

    /// Has a complete small file written under its name.
    func write(_ block: Block, _ pending: DownloadTask.PendingPart, _ slot: OpenPart) {
        disk.write(
            WholeFile(name: name, block: block, slot: slot, policy: policy, batch: batch) {
                result in
                end(slot, block, pending, result)
            })
    }

    /// Reports the result of writing a small file.
    ///
    /// A part file of its name, perhaps from an earlier run, may have stood in the way.
    private func end(
        _ slot: OpenPart, _ block: Block, _ pending: DownloadTask.PendingPart,
        _ result: Result<String?, DownloadError>
    ) {
        switch result {
        case .success(nil):
            return inbox.post(.file(id, slot, .inTheWay(self, block, pending)))
        case .success(let name?):
            noteFinished(
                name, slot,
                isPage: WebPage.begins(with: Array(block.filled.prefix(WebPage.enough))))
        case .failure(let error) where error.kind == .nameTaken:
            inbox.post(.event(id, slot, .finishFailed(error)))
        case .failure(let error): slot.fail(error)
        }
        disk.release(block)
    }
}
