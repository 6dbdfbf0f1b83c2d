import DownloadCore
import GRDB
import Glibc
import Synchronization

@testable import DownloadEngine

/// Records an engine's operations on the files of a folder and on its ledger, in order.
final class DiskHistory: FileSystemWrapper {
    /// One operation; files are identified by their inode numbers.
    enum Operation {
        case create(UInt64, name: String)
        case write(UInt64, offset: Int, bytes: [UInt8])
        case truncate(UInt64, length: Int)
        case syncData(UInt64)
        case rename(String, to: String)
        case syncFolder
        /// The ledger's rows as they are from here on.
        case commit([LedgerEntry])
    }

    let wrapped: any FileSystem = LinuxFileSystem()
    private let log = Mutex<[Operation]>([])

    var operations: [Operation] { log.withLock { $0 } }

    /// Records each commit of the engine's ledger from now on.
    func watch(_ engine: Engine) async {
        guard let ledger = await engine.ledger.ledger else { return }
        ledger.queue.add(
            transactionObserver: Commits(self, ledger.session.number), extent: .databaseLifetime)
    }

    fileprivate func note(_ operation: Operation) {
        log.withLock { $0.append(operation) }
    }

    private func note(
        _ file: borrowing Descriptor, _ operation: (UInt64) -> Operation
    ) throws(SystemError) {
        note(operation(try wrapped.facts(of: file).inode))
    }

    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let file = try wrapped.create(name, in: folder)
        try note(file) { .create($0, name: name) }
        return file
    }

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool { false }

    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        let copy = bytes.withUnsafeBytes { Array($0) }
        try note(file) { .write($0, offset: Int(offset), bytes: copy) }
        return try wrapped.write(bytes, to: file, at: offset)
    }

    func truncate(_ file: borrowing Descriptor, to length: Int64) throws(SystemError) {
        try note(file) { .truncate($0, length: Int(length)) }
        try wrapped.truncate(file, to: length)
    }

    func syncData(_ file: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncData(file)
        try note(file) { .syncData($0) }
    }

    func syncFolder(_ folder: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncFolder(folder)
        note(.syncFolder)
    }

    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        note(.rename(name, to: newName))
        try wrapped.renameExclusively(name, to: newName, in: folder)
    }
}

/// Reports each commit to the history.
private final class Commits: TransactionObserver {
    private let history: DiskHistory
    private let session: Int64

    init(_ history: DiskHistory, _ session: Int64) {
        self.history = history
        self.session = session
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidRollback(_ database: Database) {}
    func databaseDidCommit(_ database: Database) {
        let rows = try? Row.fetchAll(
            database, sql: "SELECT \(LedgerColumn.list) FROM downloads ORDER BY id")
        history.note(
            .commit((rows ?? []).map { LedgerCoding.entry(LedgerRow(row: $0), session: session) }))
    }
}

/// A possible state of the files and the ledger after a power cut.
struct CutFolder {
    /// The files by name, with their inode numbers.
    private(set) var files: [String: (number: UInt64, bytes: [UInt8])] = [:]
    /// The ledger's rows.
    private(set) var rows: [LedgerEntry] = []

    private var contents: [UInt64: [UInt8]] = [:]
    private var names: [String: UInt64] = [:]

    /// Lets the power fail after some operations.
    ///
    /// Synced operations are applied; each of the others is applied or not, or in some sectors of
    /// it are. The ledger is as after one of the last commits: its own log is in order, but it does
    /// not wait for the disk at each of them.
    init(
        after operations: ArraySlice<DiskHistory.Operation>, using random: inout SeededRandom
    ) {
        let kept = Int.random(in: 0...100, using: &random)
        func isKept() -> Bool { Int.random(in: 0..<100, using: &random) < kept }
        var pending: [UInt64: [DiskHistory.Operation]] = [:]
        var pendingNames: [DiskHistory.Operation] = []
        var commits: [[LedgerEntry]] = [[]]
        for operation in operations {
            switch operation {
            case .write(let file, _, _), .truncate(let file, _):
                pending[file, default: []].append(operation)
            case .create, .rename: pendingNames.append(operation)
            case .syncData(let file):
                for one in pending.removeValue(forKey: file) ?? [] { apply(one) }
                // A file that is synced is found again: the journal holds its name, too.
                let own = pendingNames.prefix {
                    if case .create(file, _) = $0 { true } else { false }
                }
                for one in own { apply(one) }
                pendingNames.removeFirst(own.count)
            case .syncFolder:
                for one in pendingNames { apply(one) }
                pendingNames = []
            case .commit(let rows): commits.append(rows)
            }
        }
        // Names change in order.
        let count = Int.random(in: 0...pendingNames.count, using: &random)
        for one in pendingNames.prefix(count) { apply(one) }
        for (_, operations) in pending.sorted(by: { $0.key < $1.key }) {
            for one in operations where isKept() {
                if case .write(let file, let offset, let bytes) = one,
                    Bool.random(using: &random)
                {
                    for start in stride(from: 0, to: bytes.count, by: 512) where isKept() {
                        let end = min(bytes.count, start + 512)
                        write(bytes[start..<end], at: offset + start, of: file)
                    }
                } else {
                    apply(one)
                }
            }
        }
        rows = commits[max(0, commits.count - 1 - Int.random(in: 0...2, using: &random))]
        for (name, file) in names { files[name] = (file, contents[file] ?? []) }
    }

    private mutating func apply(_ operation: DiskHistory.Operation) {
        switch operation {
        case .create(let file, let name): names[name] = file
        case .rename(let name, let newName): names[newName] = names.removeValue(forKey: name)
        case .write(let file, let offset, let bytes): write(bytes[...], at: offset, of: file)
        case .truncate(let file, let length):
            var bytes = contents[file] ?? []
            if length < bytes.count { bytes.removeSubrange(length...) }
            bytes += Array(repeating: 0, count: length - bytes.count)
            contents[file] = bytes
        case .syncData, .syncFolder, .commit: break
        }
    }

    private mutating func write(_ some: ArraySlice<UInt8>, at offset: Int, of file: UInt64) {
        var bytes = contents[file] ?? []
        bytes += Array(repeating: 0, count: max(0, offset + some.count - bytes.count))
        bytes.replaceSubrange(offset..<offset + some.count, with: some)
        contents[file] = bytes
    }
}
