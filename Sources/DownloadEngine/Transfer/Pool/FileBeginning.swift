import DownloadCore

/// The first bytes of a file, as its first transfer has delivered them.
///
/// Shared by the lanes of one download; used on the loop's thread only.
final class FileBeginning {
    /// The bytes from 0 on.
    private(set) var bytes: [UInt8] = []

    /// Adds the missing bytes from some that belong at `position`.
    func add(_ new: some Collection<UInt8>, at position: Int64) {
        guard position <= bytes.count, bytes.count < RestartCheck.most else { return }
        let fresh = new.dropFirst(bytes.count - Int(position))
        bytes.append(contentsOf: fresh.prefix(RestartCheck.most - bytes.count))
    }

    /// Forgets the bytes, because another file takes their place.
    func forget() {
        bytes = []
    }
}
