import DownloadCore

/// A download that has not begun in this run: all that a long queue keeps of it.
///
/// As soon as anything but its turn is to change, a `DownloadTask` takes its place.
final class RestingTask {
    /// Its snapshot, from which the download is made.
    private(set) var picture: DownloadSnapshot
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
    private final class StoredPart {
        let part: KnownPart

        init(_ part: KnownPart) {
            self.part = part
        }
    }

    /// Creates a download that was just added.
    init(_ picture: DownloadSnapshot) {
        self.picture = picture
        received = 0
        lacksSecrets = false
        isDurable = false
        finishedIn = .unknown
        digest = nil
        knownPart = nil
    }

    /// Creates the download that a row of the ledger describes.
    init(_ row: LedgerEntry, policy: Download.Policy, date: Double) {
        picture = DownloadSnapshot(row, policy: policy, date: date)
        received = row.received
        lacksSecrets = row.lacksSecrets
        isDurable = row.isDurable
        finishedIn = row.finishedIn
        digest = row.digest
        knownPart = row.part.map(StoredPart.init)
    }

    /// Its ID.
    var id: DownloadID { picture.id }

    /// Its part file, with what identifies it.
    var part: KnownPart? { knownPart?.part }

    /// Its state.
    var state: Download.State {
        switch picture.state {
        case .failed(let error): .failed(error)
        case .done: .done
        case .paused(let reason): .paused(reason)
        case .waiting, .asking, .running, .retrying, .checking: .waiting
        }
    }

    /// Pauses it or lets it wait for its turn.
    ///
    /// - Returns: Whether that has changed.
    func setPaused(_ isPaused: Bool) -> Bool {
        switch picture.state {
        case .waiting where isPaused: picture.state = .paused(.user)
        case .paused where !isPaused: picture.state = .waiting
        default: return false
        }
        return true
    }
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
