import DownloadCore
import Glibc

/// How a part file gets into another folder.
extension PartFile {
    /// Takes the part file to another folder of the same disk under the same name, and brings both
    /// folders' names to the disk; the folder is made if it is missing, for as long as it is needed.
    ///
    /// The file keeps its number and its lock, so that what is known of it stays true.
    ///
    /// - Parameter directory: the other folder's absolute path; one that leads to the folder where
    ///   the file is already does nothing.
    /// - Throws: `nameTaken` when a file of its name is there; `disk`, also when the folder is on
    ///   another disk. The file then stays where it was.
    package func move(to directory: String) throws(DownloadError) {
        let target = try TargetFolder(making: directory, system: system)
        do throws(DownloadError) {
            guard try !isSameFolder(target) else { return }
            try rename(into: target)
        } catch {
            target.removeMade()
            throw error
        }
        // It is there; where a folder cannot be synced, a power cut may bring the old name back.
        try? system.syncFolder(target.descriptor)
        try? system.syncFolder(folder.descriptor)
        folder = target
    }

    private func rename(into target: borrowing TargetFolder) throws(DownloadError) {
        guard let named = try folder.facts(of: partName), named.inode == inode,
            named.device == device
        else { throw DownloadError(.disk, "\(partName) has come to stand for another file") }
        do {
            try system.move(partName, from: folder.descriptor, to: target.descriptor)
        } catch {
            switch error.code {
            case EXDEV: throw DownloadError(.disk, "\(target.path) is on another disk")
            case EEXIST:
                throw DownloadError(.nameTaken, "\(partName) is there already in \(target.path)")
            default: throw error.downloadError("cannot move \(partName) to \(target.path)")
            }
        }
    }

    private func isSameFolder(_ target: borrowing TargetFolder) throws(DownloadError) -> Bool {
        try reporting("cannot look at \(target.path)") { () throws(SystemError) in
            let here = try system.facts(of: folder.descriptor)
            let there = try system.facts(of: target.descriptor)
            return here.device == there.device && here.inode == there.inode
        }
    }
}
