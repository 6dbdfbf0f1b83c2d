import DownloadCore
import Glibc

/// Taking a part file up again.
extension PartFile {
    /// Takes up the part file of the finished name `name`, if there is one and it is ours.
    ///
    /// Ours is a file that only this user can have written, see `PartRefusal`, and whose last bytes
    /// are a footer that agrees with its size, or that the caller knows. Anything else is left
    /// alone. What the footer says was written counts, unless
    /// the machine, or the disk, was started anew since: then only what had been synced.
    ///
    /// - Parameters:
    ///   - directory: the folder's absolute path.
    ///   - name: the finished file's name; the part file's is `NAME.part`.
    ///   - known: what the ledger knows of it: the part file's name, if it is another one, and all
    ///     else if its footer was cut off when the process ended one step before the rename.
    ///   - matching: whether a file of this identity is the one that is looked for; another one is
    ///     left alone.
    ///   - onRefusal: told why a file is left alone although it may be a part file.
    ///   - system: the door to the disk.
    /// - Returns: the file, locked; `nil` when there is none or it is not ours.
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
        // Looked at before it is locked: another program's file is not even locked for a moment.
        if let refusal = try refusal(of: file, named: partName, in: folder) {
            onRefusal(refusal)
            return nil
        }
        guard let first = try claims(of: file, named: partName, known: known, system: system),
            matching(first.identity)
        else { return nil }
        let facts: FileFacts
        do throws(SystemError) {
            try system.lock(file)
            facts = try system.facts(of: file)
            // Whoever had it a moment ago may have given it its name, or deleted it.
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

    /// Takes up the part file that `create` would have made for `name`: under the name itself, or
    /// under the first numbered one whose part file is the one that is looked for.
    ///
    /// - Parameters:
    ///   - directory: the folder's absolute path.
    ///   - name: the name that was wanted.
    ///   - numbering: as for `create`.
    ///   - matching: as for `adopt`; with an identity that has a validator or a length.
    ///   - system: the door to the disk.
    /// - Returns: the file, locked; `nil` when there is none.
    /// - Throws: `inUse` when another process has it; `disk`.
    package static func find(
        in directory: String, name: String, numbering: (String, Int) -> String,
        matching: (PartIdentity) -> Bool, system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> PartFile? {
        try TargetFolder.checkName(name)
        guard let folder = try TargetFolder(existing: directory, system: system) else { return nil }
        for number in 0...maximumNumber {
            let candidate = number == 0 ? name : numbering(name, number)
            try TargetFolder.checkName(candidate)
            let hasPart = try folder.facts(of: partName(for: candidate)) != nil
            if hasPart,
                let part = try adopt(
                    in: directory, name: candidate, matching: matching, system: system)
            {
                return part
            }
            // The numbers begin where a name is taken, and end where one is free.
            if !hasPart, try folder.facts(of: candidate) == nil { return nil }
        }
        return nil
    }

    /// The name under which a part file was finished that is not there any more: the process ended
    /// between the rename and the ledger's word of it, or another process finished it.
    ///
    /// - Parameters:
    ///   - known: what the ledger knows of the part file.
    ///   - directory: the folder's absolute path.
    ///   - numbering: as for `create`.
    ///   - system: the door to the disk.
    /// - Returns: the name; `nil` when no file of the names that it could have is that one.
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
            // A rename keeps the number; the footer is cut off before it.
            guard facts.inode == known.inode, facts.size == length, facts.isRegularFile,
                facts.owner == user.user || facts.device == known.device
            else { continue }
            return name
        }
        return nil
    }

    /// Believes the claims, and makes the file end with its footer.
    private func take(_ claims: FooterReading, fileSize: Int64) throws(DownloadError) {
        covered = claims.covered
        synced = claims.synced
        trust = claims.trust
        epoch = claims.epoch
        generation = claims.generation
        newestCovered = claims.newestCovered
        newestSynced = claims.newestSynced
        // A copy keeps the other's number until somebody has compared its bytes.
        if trust == .moved { place.inode = claims.place.inode }
        isCheckpointed = trust == .full
        // A damaged record is the older one, which the next of its kind goes over.
        if trust == .cut { return try writeAllRecords() }
        let size = bodySize + Int64(Footer.size)
        guard fileSize != size else { return }
        try reporting("cannot write \(partName)") { () throws(SystemError) in
            try system.truncate(file, to: size)
        }
    }

    /// Which of these files have no part file in a folder: for each, whether nothing has its part
    /// file's name.
    ///
    /// - Parameters:
    ///   - names: the files' names.
    ///   - directory: the folder's absolute path.
    ///   - system: the door to the disk.
    /// - Returns: for each name; `false` as well when that cannot be told.
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

    /// Why the open file is left alone; `nil` if only this user can have written it.
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
                // Not even to be opened: another user's, or one that this user has closed.
                onRefusal(.foreign)
                return nil
            default: throw error.downloadError("cannot open \(partName)")
            }
        }
    }

    /// What the file says of itself, or what is known of it; `nil` when it is not ours.
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

    /// The footer at the end of the file, or the one that a cut or an addition of a few pages left
    /// near it.
    private static func footer(
        of file: borrowing Descriptor, size: Int64, place: PartPlace, system: any FileSystem
    ) throws(SystemError) -> FooterReading? {
        let window = 2 * Int64(Footer.size)
        let start = max(0, size - window) / Footer.alignment * Footer.alignment
        // Behind what is there, zeros: a record that is missing is a damaged one.
        var bytes: [UInt8] = Array(repeating: 0, count: Int(size - start) + Footer.size)
        var span = bytes.mutableSpan
        var rawBytes = span.mutableBytes
        _ = try system.read(into: &rawBytes, from: file, at: start)
        // Where it should be, first; then the others from the end.
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
    /// What counts for a file that the caller knows and whose footer had been cut off: all of it, if
    /// all of it had been written and the kernel still holds that; `nil` when it is another file.
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
