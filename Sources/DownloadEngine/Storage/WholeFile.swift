import DownloadCore

/// A file whose bytes are all in memory, which is written under its name in one go.
struct WholeFile: Sendable {
    /// The folder of several such files, open from one to the next.
    final class Folder {
        let target: TargetFolder

        init(_ target: consuming TargetFolder) { self.target = target }
    }

    /// The requested name.
    let name: String
    /// The bytes.
    let block: Block
    /// The download's slot; nothing is written once it has failed.
    let slot: OpenPart
    /// What to do with an existing file of the name.
    let policy: ExistingFilePolicy
    /// The files of its batch, which it does not overwrite; `nil` unless it may overwrite.
    let batch: BatchFiles.Member?
    /// Receives the file's name, on the disk's thread; `nil` when a part file stands in the way,
    /// or may be of the same URL.
    let end: @Sendable (Result<String?, DownloadError>) -> Void

    /// Writes the file and reports the result.
    ///
    /// - Parameters:
    ///   - folder: The open folder; opened, and created if need be, when there is none.
    ///   - directory: The folder's absolute path.
    ///   - system: The access to the file system.
    func write(in folder: inout Folder?, at directory: String, system: any FileSystem) {
        if let open = folder {
            do throws(DownloadError) {
                return end(.success(try write(to: open)))
            } catch {
                // The folder may have been deleted since it was opened.
                if error.kind != .disk { return end(.failure(error)) }
            }
        }
        do throws(DownloadError) {
            let opened = Folder(try TargetFolder(making: directory, system: system))
            folder = opened
            end(.success(try write(to: opened)))
        } catch {
            end(.failure(error))
        }
    }

    private func write(to folder: Folder) throws(DownloadError) -> String? {
        let found = try PartFile.writeWhole(
            block.filled, name: name, in: folder.target, policy: policy,
            numbering: { FileName.numbered($0, $1) },
            keeps: { batch?.keeps($0) ?? false })
        if let batch, let found, let facts = try? folder.target.facts(of: found) {
            batch.note(device: facts.device, inode: facts.inode)
        }
        return found
    }
}
