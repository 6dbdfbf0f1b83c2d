import DownloadCore
import Testing

@testable import DownloadEngine

/// Replays recorded downloads as if the machine or the process had stopped at each point.
@Suite struct PowerCutTests {
    static let length: Int64 = 40_000
    /// The bytes of the two versions of the file, and bytes that are wrong in both.
    static let versions = [
        "v1": pattern(ByteRange(0, 60_000), seed: 1), "v2": pattern(ByteRange(0, 60_000), seed: 2),
    ]
    static let wrongBytes = pattern(ByteRange(0, 60_000), seed: 3)

    @Test(arguments: 0..<6)
    func `after a power cut exactly the durable bytes are trusted`(seed: Int) throws {
        let recorded = try Self.record(seed: UInt64(seed))
        var random = SeededRandom(seed: UInt64(1000 + seed))
        for end in 0...recorded.operations.count {
            for _ in 0..<4 {
                let cut = CutDisk(
                    powerCutAfter: recorded.operations[..<end], name: "a.iso.part", using: &random)
                try Self.check(
                    cut, recorded, boot: OtherRun().bootID(), required: cut.truth.synced,
                    "seed \(seed), operation \(end)")
            }
        }
    }

    @Test(arguments: 0..<6)
    func `after a kill everything up to the last checkpoint is trusted`(seed: Int) throws {
        let recorded = try Self.record(seed: UInt64(seed))
        for end in 0...recorded.operations.count {
            for tornBytes in [0, 512, 4096, 1 << 30] {
                let cut = CutDisk(
                    killedAfter: recorded.operations[..<end], name: "a.iso.part",
                    tornBytes: tornBytes)
                try Self.check(
                    cut, recorded, boot: LinuxFileSystem().bootID(), required: cut.truth.covered,
                    "seed \(seed), operation \(end)")
            }
        }
    }

    struct Recorded {
        var operations: [RecordingDisk.Operation]
        var facts: FileFacts
        var keepsFooterInPlace: Bool
    }

    /// Adopts the file as it is after the cut, and compares the trusted bytes with the actual ones.
    static func check(
        _ cut: CutDisk, _ recorded: Recorded, boot: BootID, required: ByteRangeSet,
        _ comment: Comment
    ) throws {
        let folder = TemporaryFolder()
        folder.put(cut.bytes, cut.name)
        if let name = cut.truth.settledName {
            #expect(cut.name == name, comment)
            #expect(
                cut.bytes == Array(versions[cut.truth.validator]?[..<Int(length)] ?? []), comment)
            return
        }
        let system = SamePlace(boot: boot, facts: recorded.facts)
        let part = try PartFile.adopt(in: folder.path, name: "a.iso", system: system)
        guard let part else {
            // The footer is absent only while it moves or after it is cut off for the rename.
            let wasWhole = cut.bytes.count <= Int(length)
            #expect(required.isEmpty || wasWhole || !recorded.keepsFooterInPlace, comment)
            return
        }
        if recorded.keepsFooterInPlace, part.identity.validator == cut.truth.validator {
            for range in required.ranges { #expect(part.covered.contains(range), comment) }
        }
        guard let right = versions[part.identity.validator] else {
            Issue.record("a validator that was never written: \(comment)")
            return
        }
        for range in part.covered.ranges {
            var expected = Array(right[Int(range.start)..<Int(range.end)])
            if let wrong = cut.truth.wrong?.intersection(range), !wrong.isEmpty {
                expected.replaceSubrange(
                    Int(wrong.start - range.start)..<Int(wrong.end - range.start),
                    with: wrongBytes[Int(wrong.start)..<Int(wrong.end)])
            }
            let found = try part.bytes(in: range)
            #expect(found == expected, "\(comment): \(range) of \(part.covered)")
        }
        if cut.truth.wrong == nil { try goOn(with: part, right, in: folder, comment) }
    }

    /// Fetches the missing bytes, as the next run does, and checks the result.
    private static func goOn(
        with part: PartFile, _ right: [UInt8], in folder: TemporaryFolder, _ comment: Comment
    ) throws {
        if part.identity.length == nil {
            var identity = part.identity
            identity.length = length
            try part.restart(as: identity)
        }
        for gap in part.covered.gaps(in: ByteRange(0, length)) {
            try part.write(
                right.span.bytes.extracting(Int(gap.start)..<Int(gap.end)), at: gap.start)
        }
        let name = try part.finish()
        #expect(folder.content(name) == Array(right[..<Int(length)]), comment)
    }

    /// A download with checkpoints, syncs, corrupt bytes, a change at the source, and a finish.
    static func record(seed: UInt64) throws -> Recorded {
        let folder = TemporaryFolder()
        let disk = RecordingDisk()
        var random = SeededRandom(seed: seed)
        let begins = seed % 3 == 2 ? nil : length
        let part = try PartFile.make(
            in: folder, length: begins, validator: "v1", system: disk)
        let facts = try disk.facts(of: part.file)
        var truth = RecordingDisk.Truth()

        func put(_ range: ByteRange, _ bytes: [UInt8]) throws {
            try part.write(
                bytes.span.bytes.extracting(Int(range.start)..<Int(range.end)), at: range.start)
        }
        func putRight(_ range: ByteRange) throws {
            // Existing bytes are not fetched again.
            for gap in part.covered.gaps(in: range) {
                try put(gap, versions[truth.validator] ?? [])
            }
        }
        func noteCheckpoint() throws {
            try part.checkpoint()
            truth.covered = part.covered
            disk.mark(truth)
        }
        func noteSync() throws {
            try part.sync()
            truth.synced = part.covered
            truth.covered = part.covered
            disk.mark(truth)
        }
        /// A sync on the disk's thread while bytes arrive.
        func noteSyncInSteps() throws {
            guard let first = try part.beginSync() else { return }
            let covered = part.covered
            try steps(2, syncs: false)
            try first.wait()
            try steps(2, syncs: false)
            guard let second = try part.endSync(first) else { return }
            try steps(2, syncs: false)
            try second.wait()
            truth.synced = covered
            disk.mark(truth)
        }
        func steps(_ count: Int, syncs: Bool = true) throws {
            for _ in 0..<count {
                let start = Int64.random(in: 0..<length - 1, using: &random)
                let end = min(length, start + Int64.random(in: 1...9000, using: &random))
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<6: try putRight(ByteRange(start, end))
                case 6..<9: try noteCheckpoint()
                default:
                    guard syncs else { continue }
                    if Bool.random(using: &random) { try noteSync() } else { try noteSyncInSteps() }
                }
            }
        }

        try steps(12)
        if let gap = part.covered.gaps(in: ByteRange(0, length)).first {
            // Corrupt bytes, detected later, then overwritten.
            truth.wrong = gap
            disk.mark(truth)
            try put(gap, wrongBytes)
            try noteSync()
            truth.synced.remove(gap)
            truth.covered.remove(gap)
            disk.mark(truth)
            try part.forget(gap)
            truth.wrong = nil
            disk.mark(truth)
        }
        try steps(8)
        if seed % 2 == 1 {
            // The first version is not required once the second has begun.
            truth.synced = ByteRangeSet()
            truth.covered = ByteRangeSet()
            disk.mark(truth)
            var identity = part.identity
            identity.validator = "v2"
            if seed % 4 == 3 { identity.length = length }
            try part.restart(as: identity)
            truth.validator = "v2"
            disk.mark(truth)
            try steps(12)
        }
        if part.identity.length == nil { try part.learn(length: length) }
        try putRight(ByteRange(0, length))
        try noteSync()
        truth.synced = ByteRangeSet()
        truth.covered = ByteRangeSet()
        disk.mark(truth)
        truth.settledName = try part.finish()
        try part.makeDurable()
        disk.mark(truth)
        return Recorded(
            operations: disk.operations, facts: facts, keepsFooterInPlace: begins != nil)
    }
}

/// The machine in some run, with one file that keeps its inode number.
struct SamePlace: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    var boot: BootID
    var facts: FileFacts

    func bootID() -> BootID { boot }
    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        same(try wrapped.facts(of: name, in: folder))
    }
    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts {
        same(try wrapped.facts(of: file))
    }
    private func same(_ found: FileFacts) -> FileFacts {
        var found = found
        found.inode = facts.inode
        found.device = facts.device
        found.mount = facts.mount
        return found
    }
}
