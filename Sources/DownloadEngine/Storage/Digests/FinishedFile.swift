import DownloadCore
import Glibc

/// A file that was finished, looked at again.
package enum FinishedFile {
    /// What a look at it tells.
    package enum Finding: Hashable, Sendable {
        /// It has the checksum that is known.
        case right
        /// It has the right length; there is no checksum to tell more.
        case unproven
        /// It is not what was finished: how, in words.
        case wrong(String)
        /// It is not there any more: somebody has moved or deleted it.
        case gone
    }

    /// Looks at a finished file; blocks until it is read when a checksum is known.
    ///
    /// - Parameters:
    ///   - name: the file's name.
    ///   - directory: the folder's absolute path.
    ///   - length: the length in bytes that it must have; `nil` is any.
    ///   - checksum: the checksum that it must have, if one is known.
    ///   - system: the door to the disk.
    /// - Returns: what was found.
    /// - Throws: `disk` when it cannot be read.
    package static func check(
        _ name: String, in directory: String, length: Int64?, checksum: Checksum?,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> Finding {
        guard TargetFolder.isPlainName(name),
            let folder = try TargetFolder(existing: directory, system: system)
        else { return .gone }
        do throws(SystemError) {
            let file = try system.open(name, in: folder.descriptor)
            let size = try system.facts(of: file).size
            if let length, size != length { return .wrong("it has \(size) of \(length) bytes") }
            guard let checksum else { return .unproven }
            var digest = BodyDigest(checksum.algorithm)
            var buffer: [UInt8] = Array(repeating: 0, count: 1 << 20)
            while digest.position < size {
                var span = buffer.mutableSpan
                var bytes = span.mutableBytes
                let count = try system.read(into: &bytes, from: file, at: digest.position)
                guard count > 0 else { break }
                digest.update(buffer.span.bytes.extracting(first: count))
            }
            return digest.hex == checksum.hex
                ? .right : .wrong("its \(checksum.algorithm.rawValue) is another")
        } catch {
            if error.code == ENOENT { return .gone }
            throw error.downloadError("cannot read \(name)")
        }
    }
}
