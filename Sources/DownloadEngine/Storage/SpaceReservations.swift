import Dispatch
import DownloadCore
import Synchronization

/// The bytes that downloads will still need, by device number.
struct SpaceReservations: Sendable {
    /// Bytes by device number.
    var bytes: [UInt64: Int64] = [:]

    /// Returns the bytes promised on the device of a folder.
    func bytes(onDiskOf directory: String, system: any FileSystem) -> Int64 {
        guard !bytes.isEmpty,
            let folder = try? TargetFolder(existing: directory, system: system),
            let facts = try? system.facts(of: folder.descriptor)
        else { return 0 }
        return bytes[facts.device] ?? 0
    }
}
