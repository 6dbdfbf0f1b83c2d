import DownloadCore
import Glibc

/// Verifies a finished file again.
package enum FinishedFile {
    /// The result of a verification.
    package enum Finding: Hashable, Sendable {
        /// It has the known checksum.
        case right
        /// It has the right length; without a checksum, no more can be told.
        case unproven
        /// It is not the finished file: why, in words.
        case wrong(String)
        /// It no longer exists: it was moved or deleted.
        case gone
    }

    /// Verifies a finished file; with a checksum, blocks until the file is read.
    ///
    /// - Parameters:
    ///   - name: The file's name.
    ///   - directory: The folder's absolute path.
    ///   - length: The required length in bytes; `nil` for any.
    ///   - checksum: The required checksum, if one is known.
    ///   - system: The access to the file system.
    /// - Returns: The finding.
    /// - Throws: `disk` when it cannot be read.
    package static func check(
        _ name: String, in directory: String, length: Int64?, checksum: Checksum?,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> Finding {
        guard TargetFolder.isPlainName(name),
            let folder = try TargetFolder(existing: directory, system: system)
        else { return .gone }
        let reader: PartReader
        let size: Int64
        do throws(SystemError) {
            let file = try system.open(name, in: folder.descriptor)
            size = try system.facts(of: file).size
            reader = PartReader(file, named: name, system: system)
        } catch {
            if error.code == ENOENT { return .gone }
            throw error.downloadError("cannot read \(name)")
        }
        if let length, size != length { return .wrong("it has \(size) of \(length) bytes") }
        guard let checksum else { return .unproven }
        var digester = PieceDigester([ByteRange(0, size)], checksum.algorithm)
        try digester.advance(by: size, reader.read)
        return digester.found.first?.hex == checksum.hex
            ? .right : .wrong("its \(checksum.algorithm.name) differs")
    }
}
