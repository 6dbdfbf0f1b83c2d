import DownloadCore
import Glibc

/// Finishes, closes and deletes part files.
extension PartFile {
    /// Cuts off the footer and gives the complete file its name.
    ///
    /// From then on, the user sees the file; `makeDurable()` makes that durable.
    ///
    /// - Parameters:
    ///   - wanted: The requested name; `nil` is the one it was created with, which is a numbered
    ///     one if a part file of the name was in the way.
    ///   - policy: `overwrite` replaces a file or a link of that name; `rename` and `skip` take the
    ///     next free name; `fail` throws.
    ///   - numbering: As for `create`.
    ///   - keeps: Returns whether `overwrite` is not to replace a file; then it takes the next free
    ///     name.
    /// - Returns: The file's name.
    /// - Throws: `nameTaken`, `disk`; the part file is then as it was, unless it `isLost`. `defect`
    ///   when it is incomplete.
    package func finish(
        as wanted: String? = nil, policy: ExistingFilePolicy, numbering: (String, Int) -> String,
        keeps: (FileFacts) -> Bool = { _ in false }
    ) throws(DownloadError) -> String {
        if let finishedName { return finishedName }
        guard let length = identity.length, isWhole else {
            throw DownloadError(.defect, "\(partName) is incomplete")
        }
        try checkPlace()
        // The file was readable all the time; if permissions cannot be changed, nothing is lost.
        try? system.usePermissions(of: folder.descriptor, for: file)
        try reporting("cannot truncate \(partName)") { () throws(SystemError) in
            try system.truncate(file, to: length)
        }
        do throws(DownloadError) {
            let name = try folder.rename(
                partName, to: wanted ?? identity.name, policy: policy, numbering: numbering,
                keeps: keeps)
            do throws(DownloadError) {
                try folder.checkRenamed(partName, to: name, is: file)
            } catch {
                isLost = true
                throw error
            }
            finishedName = name
            return name
        } catch {
            if !isLost { try? writeAllRecords() }
            throw error
        }
    }

    /// Returns once the finished file and its name are durable.
    ///
    /// - Throws: `disk`, `diskFull`: the file may be incomplete after a power cut, so it must be
    ///   verified again.
    package func makeDurable() throws(DownloadError) {
        guard let finishedName else { return }
        try reporting("cannot flush \(finishedName) to disk") { () throws(SystemError) in
            try system.syncData(file)
            try system.syncFolder(folder.descriptor)
        }
    }

    /// Returns once completely written files and their names are durable.
    ///
    /// - Parameters:
    ///   - names: The files' names; a name that no longer exists is skipped.
    ///   - directory: The folder's absolute path.
    ///   - system: The access to the file system.
    /// - Throws: `disk`, `diskFull`.
    package static func makeDurable(
        _ names: [String], in directory: String, system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) {
        guard let folder = try TargetFolder(existing: directory, system: system) else { return }
        for name in names {
            try TargetFolder.checkName(name)
            do throws(SystemError) {
                let file = try system.open(name, in: folder.descriptor)
                try system.syncData(file)
            } catch {
                if error.code == ENOENT { continue }
                throw error.downloadError("cannot flush \(name) to disk")
            }
        }
        do { try system.syncFolder(folder.descriptor) } catch {
            throw error.downloadError("cannot flush the folder \(directory) to disk")
        }
    }

    /// Writes the covered ranges to the footer and releases the file and its lock.
    ///
    /// - Throws: `diskFull` or `disk`; the file is closed all the same.
    package func close() throws(DownloadError) {
        defer { letGo() }
        try checkpoint()
    }

    /// Deletes the part file and releases it.
    ///
    /// A finished file is kept, and so is another file that has taken the name.
    package func delete() {
        defer { letGo() }
        if finishedName == nil { folder.remove(partName, ifIs: file) }
    }

    private func letGo() {
        system.unlock(file)
        file.close()
        folder.descriptor.close()
    }

    /// Writes a file whose bytes are all in memory: no footer, no lock, few system calls.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - name: The requested name.
    ///   - folder: The folder.
    ///   - policy: As for `create` and `finish`.
    ///   - numbering: As for `create`.
    ///   - keeps: As for `finish`.
    /// - Returns: The file's name; `nil` when a part file of its name exists, and nothing was done.
    /// - Throws: `nameTaken`, `diskFull`, `disk`; then nothing is left of it.
    package static func writeWhole(
        _ bytes: UnsafeRawBufferPointer, name: String, in folder: borrowing TargetFolder,
        policy: ExistingFilePolicy, numbering: (String, Int) -> String,
        keeps: (FileFacts) -> Bool = { _ in false }
    ) throws(DownloadError) -> String? {
        try TargetFolder.checkName(name)
        let system = folder.system
        let partName = partName(for: name)
        let file: Descriptor
        do { file = try system.create(partName, in: folder.descriptor) } catch {
            if error.code == EEXIST { return nil }
            throw error.downloadError("cannot create \(partName) in \(folder.path)")
        }
        do throws(DownloadError) {
            var position = 0
            while position < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
                do {
                    // The span ends with this call, before the pointer does.
                    position += try system.write(
                        RawSpan(_unsafeBytes: rest), to: file, at: Int64(position))
                } catch {
                    throw error.downloadError("cannot write \(partName)")
                }
            }
            try? system.usePermissions(of: folder.descriptor, for: file)
            let found = try folder.rename(
                partName, to: name, policy: policy, numbering: numbering, keeps: keeps)
            try folder.checkRenamed(partName, to: found, is: file)
            return found
        } catch {
            folder.remove(partName, ifIs: file)
            throw error
        }
    }
}

extension TargetFolder {
    /// Deletes a file, unless another file has taken its name.
    func remove(_ name: String, ifIs file: borrowing Descriptor) {
        guard let written = try? system.facts(of: file),
            let named = try? system.facts(of: name, in: descriptor),
            named.isSameFile(as: written)
        else { return }
        try? system.remove(name, in: descriptor)
    }

    /// Renames a part file to its final name.
    ///
    /// A file that `keeps` returns `true` for is not overwritten, and neither is one of a numbered
    /// name.
    func rename(
        _ partName: String, to wanted: String, policy: ExistingFilePolicy,
        numbering: (String, Int) -> String, keeps: (FileFacts) -> Bool
    ) throws(DownloadError) -> String {
        for number in 0...PartFile.maximumNumber {
            let name = number == 0 ? wanted : numbering(wanted, number)
            try Self.checkName(name)
            let replaces = policy == .overwrite && number == 0
            // The kernel refuses to replace folders only.
            if replaces, try hasFile(named: name), let there = try facts(of: name), keeps(there) {
                continue
            }
            do {
                if replaces {
                    try system.rename(partName, over: name, in: descriptor)
                } else {
                    try system.renameExclusively(partName, to: name, in: descriptor)
                }
                return name
            } catch {
                switch (error.code, policy) {
                case (EEXIST, .rename), (EEXIST, .skip): continue
                case (EEXIST, .overwrite) where number > 0: continue
                case (EEXIST, _), (EISDIR, _):
                    _ = try hasFile(named: name)
                    throw DownloadError(.nameTaken, "\(name) already exists")
                default:
                    throw error.downloadError("cannot rename \(partName) to \(name)")
                }
            }
        }
        throw DownloadError(.nameTaken, "no unused name found for \(wanted)")
    }
}
