import DownloadCore
import Glibc

/// Adopts part files of earlier runs.
extension PartFile {
    /// Adopts the part file of the finished name `name`, if it exists and is ours.
    ///
    /// A file is ours if only this user can have written it, see `PartRefusal`, and its last bytes
    /// are a footer that agrees with its size, or the caller knows the file. Any other file is left
    /// alone. What the footer claims as written counts, unless the machine was rebooted or the disk
    /// remounted since: then only what had been synced counts.
    ///
    /// - Parameters:
    ///   - directory: The folder's absolute path.
    ///   - name: The finished file's name; the part file's is `NAME.part`.
    ///   - known: What the ledger knows about it: a part file name that differs, and all else if
    ///     its footer was cut off when the process ended one step before the rename.
    ///   - matching: Returns whether a file of this identity is the one to find; any other is left
    ///     alone.
    ///   - onRefusal: Receives the reason why a file is left alone although it may be a part file.
    ///   - system: The access to the file system.
    /// - Returns: The file, locked; `nil` when it does not exist or is not ours.
    /// - Throws: `inUse` when another process has it; `disk`.
    package static func adopt(
        in directory: String, name: String, known: KnownPart? = nil,
        matching: (PartIdentity) -> Bool = { _ in true },
        onRefusal: (PartRefusal) -> Void = { _ in },
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> PartFile? {
        let partName = known?.partName ?? partName(for: name)
        try TargetFolder.checkName(name)
        try TargetFolder.checkName(partName)
        guard let folder = try TargetFolder(existing: directory, system: system) else { return nil }
        guard let file = try openExisting(partName, in: folder, onRefusal) else { return nil }
        // Inspected before it is locked: another program's file must not be locked even for a
        // moment.
        if let refusal = try refusal(of: file, named: partName, in: folder) {
            onRefusal(refusal)
            return nil
        }
        guard let first = try claims(of: file, named: partName, known: known, system: system)
        else {
            if try isUnreadable(file, named: partName, in: folder) { onRefusal(.unreadable) }
            return nil
        }
        guard matching(first.identity) else { return nil }
        let facts: FileFacts
        do throws(SystemError) {
            try system.lock(file)
            facts = try system.facts(of: file)
            // The previous holder may just have renamed or deleted it.
            let named = try system.facts(of: partName, in: folder.descriptor)
            guard named.isSameFile(as: facts), facts.links > 0 else { throw SystemError(EAGAIN) }
        } catch {
            throw error.code == EAGAIN || error.code == ENOENT
                ? inUse(partName) : error.downloadError("cannot open \(partName)")
        }
        guard var claims = try claims(of: file, named: partName, known: known, system: system)
        else { return nil }
        if !TargetFolder.isPlainName(claims.identity.name) { claims.identity.name = name }
        let part = PartFile(
            folder: folder, partName: partName, file: file, facts: facts,
            identity: claims.identity, bodySize: claims.bodySize)
        try part.take(claims, fileSize: facts.size)
        return part
    }

    /// Adopts the part file that `create` would have made for `name`: under the name itself, or
    /// under the first numbered one whose part file matches.
    ///
    /// - Parameters:
    ///   - directory: The folder's absolute path.
    ///   - name: The requested name.
    ///   - numbering: As for `create`.
    ///   - matching: As for `adopt`; with an identity that has a validator or a length.
    ///   - onRefusal: Receives the name of a file that is left alone although it may be a part file,
    ///     and the reason.
    ///   - system: The access to the file system.
    /// - Returns: The file, locked; `nil` when none exists.
    /// - Throws: `inUse` when another process has it; `disk`.
    package static func find(
        in directory: String, name: String, numbering: (String, Int) -> String,
        matching: (PartIdentity) -> Bool,
        onRefusal: (String, PartRefusal) -> Void = { _, _ in },
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> PartFile? {
        try TargetFolder.checkName(name)
        guard let folder = try TargetFolder(existing: directory, system: system) else { return nil }
        for number in 0...maximumNumber {
            let candidate = number == 0 ? name : numbering(name, number)
            try TargetFolder.checkName(candidate)
            let hasPart = try folder.facts(of: partName(for: candidate)) != nil
            if hasPart,
                let part = try adopt(
                    in: directory, name: candidate, matching: matching,
                    onRefusal: { onRefusal(partName(for: candidate), $0) }, system: system)
            {
                return part
            }
            // Numbering starts where a name is taken, and ends where one is free.
            if !hasPart, try folder.facts(of: candidate) == nil { return nil }
        }
        return nil
    }

    /// Returns the name under which a part file that no longer exists was finished.
    ///
    /// The process ended between the rename and the ledger's record of it, or another process
    /// finished the file.
    ///
    /// - Parameters:
    ///   - known: What the ledger knows about the part file.
    ///   - directory: The folder's absolute path.
    ///   - numbering: As for `create`.
    ///   - system: The access to the file system.
    /// - Returns: The name; `nil` when none of its possible names leads to that file.
    /// - Throws: `disk`.
    package static func finishedName(
        of known: KnownPart, in directory: String, numbering: (String, Int) -> String,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> String? {
        guard let length = known.identity.length, TargetFolder.isPlainName(known.identity.name),
            let folder = try TargetFolder(existing: directory, system: system)
        else { return nil }
        let user = system.user()
        for number in 0...maximumNumber {
            let name = number == 0 ? known.identity.name : numbering(known.identity.name, number)
            guard TargetFolder.isPlainName(name), let facts = try folder.facts(of: name) else {
                return nil
            }
            // A rename keeps the inode number; the footer is cut off before it.
            guard facts.inode == known.inode, facts.size == length, facts.isRegularFile,
                facts.owner == user.user || facts.device == known.device
            else { continue }
            return name
        }
        return nil
    }

    /// Accepts the claims, and makes the file end with its footer.
    private func take(_ claims: FooterReading, fileSize: Int64) throws(DownloadError) {
        covered = claims.covered
        synced = claims.synced
        trust = claims.trust
        footer.adopt(claims)
        // A damaged record is the older one, and the next of its kind overwrites it.
        if trust == .cut { return try writeAllRecords() }
        let size = bodySize + Int64(Footer.size)
        guard fileSize != size else { return }
        try reporting("cannot write \(partName)") { () throws(SystemError) in
            try system.truncate(file, to: size)
        }
    }

    /// Returns, for each of these files, whether the folder holds no file with its part file's
    /// name.
    ///
    /// - Parameters:
    ///   - names: The files' names.
    ///   - directory: The folder's absolute path.
    ///   - system: The access to the file system.
    /// - Returns: One value for each name; `false` as well when it is unknown.
    package static func free(
        _ names: [String], in directory: String, system: any FileSystem = LinuxFileSystem()
    ) -> [Bool] {
        do {
            guard let folder = try TargetFolder(existing: directory, system: system) else {
                return names.map { _ in true }
            }
            return try names.map { try folder.facts(of: partName(for: $0)) == nil }
        } catch {
            return names.map { _ in false }
        }
    }

    /// Returns the identity in the footer of a part file; `nil` if there is none, or another user
    /// can have written it.
    static func identity(of partName: String, in folder: borrowing TargetFolder) -> PartIdentity? {
        do throws(DownloadError) {
            guard let file = try openExisting(partName, in: folder, { _ in }),
                try refusal(of: file, named: partName, in: folder) == nil
            else { return nil }
            return try claims(of: file, named: partName, known: nil, system: folder.system)?
                .identity
        } catch {
            return nil
        }
    }

    /// Returns why the open file is left alone; `nil` if only this user can have written it.
    private static func refusal(
        of file: borrowing Descriptor, named partName: String, in folder: borrowing TargetFolder
    ) throws(DownloadError) -> PartRefusal? {
        let system = folder.system
        do throws(SystemError) {
            let facts = try system.facts(of: file)
            return facts.refusal(for: system.user()) {
                try? system.privateFacts(in: folder.descriptor)
            }
        } catch {
            throw error.downloadError("cannot read \(partName)")
        }
    }

    /// Returns whether a file without a footer is worth a word: one that has bytes, and that no other
    /// process has just begun or is giving its final name.
    private static func isUnreadable(
        _ file: borrowing Descriptor, named partName: String, in folder: borrowing TargetFolder
    ) throws(DownloadError) -> Bool {
        do throws(SystemError) {
            let facts = try folder.system.facts(of: file)
            let named = try folder.system.facts(of: partName, in: folder.descriptor)
            return facts.size > 0 && named.isSameFile(as: facts)
        } catch {
            if error.code == ENOENT { return false }
            throw error.downloadError("cannot read \(partName)")
        }
    }

    private static func openExisting(
        _ partName: String, in folder: borrowing TargetFolder, _ onRefusal: (PartRefusal) -> Void
    ) throws(DownloadError) -> Descriptor? {
        do { return try folder.system.open(partName, in: folder.descriptor) } catch {
            switch error.code {
            case ENOENT, ENAMETOOLONG: return nil
            case ELOOP, EISDIR, ENXIO, ENODEV:
                onRefusal(.notRegular)
                return nil
            case EACCES, EPERM:
                // It may not even be opened: it is another user's, or this user has closed it off.
                onRefusal(.foreign)
                return nil
            default: throw error.downloadError("cannot open \(partName)")
            }
        }
    }

    /// Returns the claims in the file's footer, or those the caller knows; `nil` when it is not
    /// ours.
    private static func claims(
        of file: borrowing Descriptor, named partName: String, known: KnownPart?,
        system: any FileSystem
    ) throws(DownloadError) -> FooterReading? {
        do throws(SystemError) {
            let facts = try system.facts(of: file)
            let place = PartPlace(
                boot: system.bootID(), mount: facts.mount, inode: facts.inode)
            if let known, let reading = FooterReading(cut: known, facts: facts, place: place) {
                return reading
            }
            return try footer(of: file, size: facts.size, place: place, system: system)
        } catch {
            throw error.downloadError("cannot read \(partName)")
        }
    }

    /// Returns the footer at the end of the file, or one that is a few pages off because the file
    /// was truncated or extended.
    private static func footer(
        of file: borrowing Descriptor, size: Int64, place: PartPlace, system: any FileSystem
    ) throws(SystemError) -> FooterReading? {
        let window = 2 * Int64(Footer.size)
        let start = max(0, size - window) / Footer.alignment * Footer.alignment
        // The bytes beyond the end of the file are zeros, so that a missing record reads as a
        // damaged one.
        var bytes: [UInt8] = Array(repeating: 0, count: Int(size - start) + Footer.size)
        var span = bytes.mutableSpan
        var rawBytes = span.mutableBytes
        _ = try system.read(into: &rawBytes, from: file, at: start)
        // The expected position comes first, then the others from the end.
        var positions = Array(stride(from: start, to: size, by: Int(Footer.alignment)))
        positions.append(size - Int64(Footer.size))
        positions.reverse()
        positions.removeAll { $0 < start || $0 % Footer.alignment != 0 }
        for position in positions {
            let offset = Int(position - start)
            let reading = bytes.span.bytes.extracting(offset..<offset + Footer.size)
            if let found = FooterReading(reading, at: position, in: place) { return found }
        }
        return nil
    }
}

extension FooterReading {
    /// Reads the claims for a known file whose footer had been cut off; `nil` when it is another
    /// file.
    ///
    /// All of it counts if all of it had been written and the kernel still holds it.
    fileprivate init?(cut known: KnownPart, facts: FileFacts, place: PartPlace) {
        guard let length = known.identity.length, facts.size == length,
            facts.device == known.device, facts.inode == known.inode,
            0...Footer.maximumLength ~= length
        else { return nil }
        self.identity = known.identity
        self.bodySize = Footer.bodySize(for: length)
        self.covered = ByteRangeSet()
        if known.isWhole, known.boot.isSameRun(as: place.boot) {
            covered.insert(ByteRange(0, length))
        }
        self.synced = ByteRangeSet()
        self.trust = .cut
        self.place = place
        self.epoch = 1
        self.generation = 0
        self.wasTorn = true
        self.newestCovered = 1
        self.newestSynced = 3
    }
}
