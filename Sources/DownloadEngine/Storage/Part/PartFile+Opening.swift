import DownloadCore
import Glibc

/// Creates part files.
extension PartFile {
    /// The suffix of a part file's name.
    package static let suffix = ".part"
    /// Returns the part file's name for a file: the name with `.part`, or, where that would be too
    /// long, with a hash of the name in place of its end.
    package static func partName(for name: String) -> String {
        let longest = FileName.longest
        guard name.utf8.count + suffix.utf8.count > longest, name.utf8.count <= longest else {
            return name + suffix
        }
        let mark = XXHash64.digest(of: Array(name.utf8).span.bytes)
        let digits = String(UInt32(truncatingIfNeeded: mark), radix: 16)
        let tail = "~" + String(repeating: "0", count: 8 - digits.count) + digits + suffix
        return FileName.cut(name, to: longest - tail.utf8.count) + tail
    }

    /// The highest number that is tried for a name.
    static let maximumNumber = 9999

    /// Creates a part file for `identity` in a folder, which is created if it is missing.
    ///
    /// Neither the part file nor, with `rename`, the finished file gets a name that is taken; the
    /// name that was found is in `identity.name`. The file is reserved in full where that is cheap,
    /// and stays locked for its lifetime.
    ///
    /// - Parameters:
    ///   - directory: The folder's absolute path.
    ///   - identity: The identity of the file; a name that is not a plain file name is refused.
    ///   - policy: What to do when a file of that name exists; `skip` throws as `fail` does.
    ///   - promised: The free bytes that other downloads will still need.
    ///   - numbering: Returns another name from the file's name and the number of the try, from 1:
    ///     `("a.iso", 2)` gives `a (2).iso`.
    ///   - system: The access to the file system.
    /// - Returns: The file, with nothing covered.
    /// - Throws: `nameTaken`, `diskFull`, `disk`, `inUse`, `badResponse` for an impossible length.
    package static func create(
        in directory: String, identity: PartIdentity, policy: ExistingFilePolicy,
        promised: Int64 = 0, numbering: (String, Int) -> String,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> PartFile {
        try checkLength(identity.length ?? 0)
        try TargetFolder.checkName(identity.name)
        let folder = try TargetFolder(making: directory, system: system)
        let bodySize = initialBodySize(for: identity.length)
        if identity.length != nil {
            try folder.checkRoom(
                for: bodySize + Int64(Footer.size), promised: promised, name: identity.name)
        }
        let claim = try claimName(
            identity.name, in: folder, policy: policy, numbering: numbering)
        var identity = identity
        identity.name = claim.name
        let facts: FileFacts
        do throws(SystemError) {
            try system.lock(claim.file)
            facts = try system.facts(of: claim.file)
        } catch {
            try? system.remove(claim.partName, in: folder.descriptor)
            throw error.code == EAGAIN
                ? inUse(claim.partName)
                : error.downloadError("cannot open \(claim.partName)")
        }
        let part = PartFile(
            folder: folder, partName: claim.partName, file: claim.file, facts: facts,
            identity: identity, bodySize: bodySize)
        do throws(DownloadError) {
            try part.writeAllRecords()
            try part.reserve()
        } catch {
            part.delete()
            throw error
        }
        return part
    }

    /// A new part file, and the name that the finished file will get.
    struct Claim: ~Copyable {
        let name: String
        let partName: String
        let file: Descriptor
    }

    /// Creates an empty part file under the first free name.
    static func claimName(
        _ wanted: String, in folder: borrowing TargetFolder, policy: ExistingFilePolicy,
        numbering: (String, Int) -> String
    ) throws(DownloadError) -> Claim {
        if policy != .rename, try folder.hasFile(named: wanted), policy != .overwrite {
            throw DownloadError(.nameTaken, "\(wanted) already exists")
        }
        for number in 0...maximumNumber {
            let name = number == 0 ? wanted : numbering(wanted, number)
            try TargetFolder.checkName(name)
            if policy == .rename, try folder.facts(of: name) != nil { continue }
            let partName = partName(for: name)
            do {
                let file = try folder.system.create(partName, in: folder.descriptor)
                return Claim(
                    name: policy == .rename ? name : wanted, partName: partName, file: file)
            } catch {
                if error.code == EEXIST { continue }
                throw error.downloadError("cannot create \(partName) in \(folder.path)")
            }
        }
        throw DownloadError(.nameTaken, "no unused name found for \(wanted)")
    }

    static func inUse(_ partName: String) -> DownloadError {
        DownloadError(.inUse, "\(partName) is in use by another pdl-tui")
    }
}
