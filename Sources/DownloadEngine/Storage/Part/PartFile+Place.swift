import DownloadCore
import Glibc

/// Whether names still stand for what they stood for when the part file was opened.
///
/// Bytes are written through open files; names are only looked up at the last step. Between the two,
/// anybody may rename, replace, cut or unmount what they are of.
extension PartFile {
    /// Checks that the part file's name stands for the file that was written, that nobody has cut
    /// it, and that the folder's path leads to the folder that it is in.
    ///
    /// - Throws: `disk`; `isLost` then tells whether the file has lost its name.
    func checkPlace() throws(DownloadError) {
        let written = try reporting("cannot check \(partName)") { () throws(SystemError) in
            try system.facts(of: file)
        }
        try checkFolder()
        let named = try folder.facts(of: partName)
        guard let named, named.isSameFile(as: written), named.isRegularFile else {
            isLost = true
            let fate = named == nil ? "moved or deleted" : "replaced by another file"
            throw DownloadError(
                .disk, "\(partName) was \(fate) during the download; try again to download it anew")
        }
        try checkSize()
    }

    /// Checks that nobody has cut the file since it was opened.
    ///
    /// What is written behind a cut makes the file longer again, with zeros in between. Records are
    /// shorter than their slots, so the file does not get back to its size by that.
    ///
    /// - Throws: `disk`; nothing is covered then, and the file `isLost`.
    func checkSize() throws(DownloadError) {
        let size = try reporting("cannot check \(partName)") { () throws(SystemError) in
            try system.facts(of: file).size
        }
        guard size < bodySize + Int64(Footer.size) else { return }
        isLost = true
        standing = SyncTicket.Standing()
        covered = ByteRangeSet()
        synced = ByteRangeSet()
        throw DownloadError(
            .disk,
            "\(partName) was truncated during the download; try again to download it anew")
    }

    /// Checks that the folder's path leads to the folder that the file is in.
    private func checkFolder() throws(DownloadError) {
        let path = folder.path
        let isThere: Bool
        do throws(SystemError) {
            let open = try system.facts(of: folder.descriptor)
            let found = try system.facts(of: try system.openFolder(path))
            isThere = found.isSameFile(as: open)
        } catch {
            guard [ENOENT, ENOTDIR, ELOOP].contains(error.code) else {
                throw error.downloadError("cannot open the folder \(path)")
            }
            isThere = false
        }
        guard isThere else {
            throw DownloadError(
                .disk,
                "the folder \(path) was moved, replaced or unmounted during the download, with"
                    + " \(partName) in it; put it back and try again")
        }
    }
}

extension TargetFolder {
    /// Checks that a file that was just renamed is the one that was written.
    ///
    /// The last look before a rename leaves a moment in which the old name can be given to another
    /// file: that one is given the old name back.
    func checkRenamed(
        _ partName: String, to name: String, is file: borrowing Descriptor
    ) throws(DownloadError) {
        do throws(SystemError) {
            let written = try system.facts(of: file)
            let named = try system.facts(of: name, in: descriptor)
            if named.isSameFile(as: written) { return }
            try? system.renameExclusively(name, to: partName, in: descriptor)
        } catch {
            throw error.downloadError("cannot check \(name)")
        }
        throw DownloadError(
            .disk,
            "\(partName) was replaced by another file during the download; try again to download it"
                + " anew")
    }
}
