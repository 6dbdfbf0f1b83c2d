import DownloadCore
import Glibc

/// Verifies that names still lead to what was opened.
///
/// Bytes are written through open files; names are looked up only at the last step. In between, any
/// program may rename, replace, truncate or unmount what they lead to.
extension PartFile {
    /// Verifies that the part file's name leads to the file that was written, that the file was not
    /// truncated, and that the folder's path leads to its folder.
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
                .disk, "\(partName) was \(fate) during the download; retry to start over")
        }
        try checkSize()
    }

    /// Verifies that the file was not truncated since it was opened.
    ///
    /// A write beyond the truncated end makes the file longer again, with zeros in between. Records
    /// are shorter than their slots, so such writes do not restore its full size.
    ///
    /// - Throws: `disk`; then nothing is covered, and the file `isLost`.
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
            "\(partName) was truncated during the download; retry to start over")
    }

    /// Verifies that the folder's path leads to the folder that the file is in.
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
                    + " \(partName) in it; restore it and retry")
        }
    }
}

extension TargetFolder {
    /// Verifies that a file that was just renamed is the one that was written.
    ///
    /// Between the last check and the rename, another file can get the old name. That file is given
    /// the old name back.
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
            "\(partName) was replaced by another file during the download; retry to start over")
    }
}
