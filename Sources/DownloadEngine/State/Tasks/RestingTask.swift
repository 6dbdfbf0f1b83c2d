import DownloadCore

/// What the ledger knows about the files of a download that has not begun in this run.
///
/// All else about it is in its snapshot. As soon as anything but its turn is to change, a
/// `DownloadTask` takes its place.
final class RestingTask: Sendable {
    /// The bytes that an earlier run had received, as far as the ledger knows.
    let received: Int64
    /// Whether the request had credentials that the ledger did not keep.
    let lacksSecrets: Bool
    /// Whether the finished file and its name are durable.
    let isDurable: Bool
    /// The boot during which it was finished.
    let finishedIn: BootID
    /// The verified checksum of the finished file.
    let digest: String?
    private let knownPart: StoredPart?

    /// Storage for what few of them have.
    private final class StoredPart: Sendable {
        let part: KnownPart

        init(_ part: KnownPart) {
            self.part = part
        }
    }

    /// A download without files.
    static let new = RestingTask()

    private init() {
        received = 0
        lacksSecrets = false
        isDurable = false
        finishedIn = .unknown
        digest = nil
        knownPart = nil
    }

    private init(_ row: LedgerEntry) {
        received = row.received
        lacksSecrets = row.lacksSecrets
        isDurable = row.isDurable
        finishedIn = row.finishedIn
        digest = row.digest
        knownPart = row.part.map(StoredPart.init)
    }

    /// Returns what a row of the ledger tells; most of a long queue share `new`.
    static func of(_ row: LedgerEntry) -> RestingTask {
        let isNew =
            row.received == 0 && !row.lacksSecrets && !row.isDurable && row.digest == nil
            && row.part == nil && row.finishedIn == .unknown
        return isNew ? .new : RestingTask(row)
    }

    /// Its part file, with what identifies it.
    var part: KnownPart? { knownPart?.part }
}

extension PartRecord {
    /// Creates the record of a download that begins.
    init(_ resting: RestingTask) {
        part = resting.part
        received = resting.received
        lacksSecrets = resting.lacksSecrets
        isDurable = resting.isDurable
        finishedIn = resting.finishedIn
        digest = resting.digest
    }
}

extension DownloadSnapshot {
    /// The state of the download, if it has not begun in this run.
    var restingState: Download.State {
        switch state {
        case .failed(let error): .failed(error)
        case .done: .done
        case .paused(let reason): .paused(reason)
        case .waiting, .asking, .running, .retrying, .checking: .waiting
        }
    }
}
