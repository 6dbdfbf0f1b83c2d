import DownloadCore
import Synchronization

@testable import DownloadEngine

/// Records the operations on a disk, in order.
final class RecordingDisk: FileSystemWrapper {
    /// One operation.
    enum Operation {
        case write(offset: Int, bytes: [UInt8])
        case truncate(length: Int)
        case syncData
        case rename(to: String)
        case syncFolder
        /// Not a call: the promise from here on.
        case mark(Truth)
    }

    /// What the footer may and must claim from some point on.
    struct Truth {
        /// The validator of the file being fetched.
        var validator = "v1"
        /// Ranges that a power cut must not lose.
        var synced = ByteRangeSet()
        /// Ranges that a kill must not lose.
        var covered = ByteRangeSet()
        /// The range with corrupt bytes, until it is discarded.
        var wrong: ByteRange?
        /// The name of the finished file, once it must exist and be complete.
        var settledName: String?
    }

    let wrapped: any FileSystem = LinuxFileSystem()
    private let log = Mutex<[Operation]>([])

    var operations: [Operation] { log.withLock { $0 } }

    func mark(_ truth: Truth) { note(.mark(truth)) }

    private func note(_ operation: Operation) {
        log.withLock { $0.append(operation) }
    }

    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        note(.write(offset: Int(offset), bytes: bytes.withUnsafeBytes { Array($0) }))
        return try wrapped.write(bytes, to: file, at: offset)
    }

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool { false }

    func truncate(_ file: borrowing Descriptor, to length: Int64) throws(SystemError) {
        note(.truncate(length: Int(length)))
        try wrapped.truncate(file, to: length)
    }

    func syncData(_ file: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncData(file)
        note(.syncData)
    }

    func syncFolder(_ folder: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncFolder(folder)
        note(.syncFolder)
    }

    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        note(.rename(to: newName))
        try wrapped.renameExclusively(name, to: newName, in: folder)
    }
}

/// A possible state of the file after the machine stopped during the recording.
struct CutDisk {
    /// The file's bytes.
    private(set) var bytes: [UInt8] = []
    /// The file's name.
    private(set) var name: String
    /// The promise at the point of the cut.
    private(set) var truth = RecordingDisk.Truth()

    /// After a kill: all operations are applied, the last write perhaps in part.
    init(killedAfter operations: ArraySlice<RecordingDisk.Operation>, name: String, tornBytes: Int)
    {
        self.name = name
        for (index, operation) in zip(operations.indices, operations) {
            if index == operations.endIndex - 1, case .write(let offset, let bytes) = operation {
                // The kernel checks for a kill between pages; a torn sector is stricter than that.
                write(bytes.prefix(tornBytes), at: offset)
            } else {
                apply(operation)
            }
        }
    }

    /// After a power cut: synced operations are applied; each of the others is applied or not,
    /// or in some sectors only.
    init(
        powerCutAfter operations: ArraySlice<RecordingDisk.Operation>, name: String,
        using random: inout SeededRandom
    ) {
        self.name = name
        var pending: [RecordingDisk.Operation] = []
        var pendingName: String?
        for operation in operations {
            switch operation {
            case .syncData:
                for one in pending { apply(one) }
                pending = []
            case .rename(let newName): pendingName = newName
            case .syncFolder: self.name = pendingName ?? self.name
            case .mark(let truth): self.truth = truth
            case .write, .truncate: pending.append(operation)
            }
        }
        if let pendingName, Bool.random(using: &random) { self.name = pendingName }
        let kept = Int.random(in: 0...100, using: &random)
        for operation in pending where Int.random(in: 0..<100, using: &random) < kept {
            guard case .write(let offset, let bytes) = operation, Bool.random(using: &random) else {
                apply(operation)
                continue
            }
            var position = 0
            while position < bytes.count {
                let next = min(bytes.count, position + 512 - (offset + position) % 512)
                if Bool.random(using: &random) {
                    write(bytes[position..<next], at: offset + position)
                }
                position = next
            }
        }
    }

    private mutating func apply(_ operation: RecordingDisk.Operation) {
        switch operation {
        case .write(let offset, let bytes): write(bytes[...], at: offset)
        case .truncate(let length):
            if length < bytes.count { bytes.removeSubrange(length...) }
            bytes += Array(repeating: 0, count: length - bytes.count)
        case .rename(let newName): name = newName
        case .mark(let truth): self.truth = truth
        case .syncData, .syncFolder: break
        }
    }

    private mutating func write(_ some: ArraySlice<UInt8>, at offset: Int) {
        guard !some.isEmpty else { return }
        bytes += Array(repeating: 0, count: max(0, offset + some.count - bytes.count))
        bytes.replaceSubrange(offset..<offset + some.count, with: some)
    }
}
