import DownloadCore
import Synchronization

@testable import DownloadEngine

/// Notes what is done to the disk, in order.
final class RecordingDisk: FileSystemWrapper {
    /// One thing that was done.
    enum Operation {
        case write(offset: Int, bytes: [UInt8])
        case truncate(length: Int)
        case syncData
        case rename(to: String)
        case syncFolder
        /// Not a call: what holds from here on.
        case mark(Truth)
    }

    /// What the footer may and must say from some moment on.
    struct Truth {
        /// The validator of the file whose bytes are being fetched.
        var validator = "v1"
        /// Ranges that a power cut must not lose.
        var synced = ByteRangeSet()
        /// Ranges that a kill must not lose.
        var covered = ByteRangeSet()
        /// The range that holds other bytes than it should, until it is forgotten.
        var wrong: ByteRange?
        /// The name of the finished file, once it must be there and whole.
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

/// A file as it may look after the machine stopped in the middle of what was recorded.
struct CutDisk {
    /// The file's bytes.
    private(set) var bytes: [UInt8] = []
    /// The file's name.
    private(set) var name: String
    /// What held at the moment of the cut.
    private(set) var truth = RecordingDisk.Truth()

    /// After a kill: everything that was done is there, the last write perhaps in part.
    init(killedAfter operations: ArraySlice<RecordingDisk.Operation>, name: String, tornBytes: Int)
    {
        self.name = name
        for (index, operation) in zip(operations.indices, operations) {
            if index == operations.endIndex - 1, case .write(let offset, let bytes) = operation {
                // The kernel looks for a kill between pages; a torn sector asks for more than that.
                write(bytes.prefix(tornBytes), at: offset)
            } else {
                apply(operation)
            }
        }
    }

    /// After a power cut: what was synced is there; of the rest each operation is there, or not,
    /// or some sectors of it are.
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
