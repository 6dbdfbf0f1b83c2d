import DownloadCore
import Glibc

/// Moves a part file to another folder.
extension PartFile {
    /// Moves the part file to another folder of the same file system under the same name, and syncs
    /// both folders.
    ///
    /// A missing folder is created, and deleted again if the move fails. The file keeps its inode
    /// number and its lock, so that all records of it stay valid.
    ///
    /// - Parameter directory: The other folder's absolute path. If it leads to the folder that the
    ///   file is in, nothing is done.
    /// - Throws: `nameTaken` when a file of its name exists there; `disk`, also when the folder is
    ///   on another file system. The file then stays where it was.
    package func move(to directory: String) throws(DownloadError) {
        let target = try TargetFolder(making: directory, system: system)
        do throws(DownloadError) {
            guard try !isSameFolder(target) else { return }
            try rename(into: target)
        } catch {
            target.removeMade()
            throw error
        }
        // The move is done; where a folder cannot be synced, a power cut may bring the old name
        // back.
        try? system.syncFolder(target.descriptor)
        try? system.syncFolder(folder.descriptor)
        folder = target
    }

    private func rename(into target: borrowing TargetFolder) throws(DownloadError) {
        guard let named = try folder.facts(of: partName), named.inode == inode,
            named.device == device
        else { throw DownloadError(.disk, "\(partName) was replaced by another file") }
        do {
            try system.move(partName, from: folder.descriptor, to: target.descriptor)
        } catch {
            switch error.code {
            case EXDEV: throw DownloadError(.disk, "\(target.path) is on another disk")
            case EEXIST:
                throw DownloadError(.nameTaken, "\(partName) already exists in \(target.path)")
            default: throw error.downloadError("cannot move \(partName) to \(target.path)")
            }
        }
    }

    private func isSameFolder(_ target: borrowing TargetFolder) throws(DownloadError) -> Bool {
        try reporting("cannot access \(target.path)") { () throws(SystemError) in
            let here = try system.facts(of: folder.descriptor)
            let there = try system.facts(of: target.descriptor)
            return here.device == there.device && here.inode == there.inode
        }
    }
}
