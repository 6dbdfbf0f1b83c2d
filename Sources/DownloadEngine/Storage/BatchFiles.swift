import DownloadCore
import Synchronization

/// The files that overwriting downloads have finished, so that downloads of the same batch do not
/// replace each other's files.
///
/// Downloads are of one batch if each was added before the other had finished: `overwrite` means
/// the files of that time.
final class BatchFiles: Sendable {
    /// What distinguishes a file, whatever its names.
    private struct Key: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// The download that finished a file, and the last one that had been added by then.
    private struct Mark {
        let owner: DownloadID
        let last: DownloadID
    }

    private let marks = Mutex<[Key: Mark]>([:])

    /// The part that one overwriting download has in it.
    struct Member: Sendable {
        let files: BatchFiles
        let id: DownloadID
        /// The last download of its batch.
        let last: DownloadID

        /// Returns whether another download of the batch has finished this file.
        func keeps(_ facts: FileFacts) -> Bool {
            let mark = files.marks.withLock {
                $0[Key(device: facts.device, inode: facts.inode)]
            }
            guard let mark, mark.owner != id else { return false }
            return id.rawValue <= mark.last.rawValue
        }

        /// Records that the download has finished a file.
        func note(device: UInt64, inode: UInt64) {
            files.marks.withLock {
                $0[Key(device: device, inode: inode)] = Mark(owner: id, last: last)
            }
        }
    }
}
