import DownloadCore
import Glibc

/// The part file `NAME.part`: the body of a download at its full length, then a footer that claims
/// the valid ranges.
///
/// It becomes the finished file by one truncation and one rename. Belongs to one thread, the
/// disk's. While it is open, no other process adopts the file. The article <doc:Resume> explains
/// the order of its steps.
package final class PartFile {
    /// The identity of the file that it is a part of.
    package internal(set) var identity: PartIdentity
    /// The ranges that have been written; fragments are planned from the gaps.
    package internal(set) var covered = ByteRangeSet()
    /// The ranges that are durable.
    package internal(set) var synced = ByteRangeSet()
    /// How far the footer was trusted when the file was adopted; `full` for a new one.
    package internal(set) var trust = PartTrust.full
    /// The part file's own name.
    package let partName: String
    /// The name of the finished file, once `finish` has given it one.
    package internal(set) var finishedName: String?
    /// Whether its name was found to lead to another file, or its bytes to be truncated; then
    /// nothing written to it is of use.
    package internal(set) var isLost = false
    /// Whether the blocks of the whole file are reserved, so that the disk cannot run full under
    /// it.
    package internal(set) var isReserved = false

    let system: any FileSystem
    var folder: TargetFolder
    var file: Descriptor
    let device: UInt64
    let inode: UInt64
    /// The size of the body on disk, behind which the footer lies.
    var bodySize: Int64
    /// The footer.
    var footer: FooterWriter
    /// Replaced whenever a claim is withdrawn, which voids a sync that began before.
    var standing = SyncTicket.Standing()

    init(
        folder: consuming TargetFolder, partName: String, file: consuming Descriptor,
        facts: FileFacts, identity: PartIdentity, bodySize: Int64
    ) {
        self.system = folder.system
        self.folder = folder
        self.partName = partName
        self.file = file
        self.device = facts.device
        self.inode = facts.inode
        self.identity = identity
        self.bodySize = bodySize
        footer = FooterWriter(
            place: PartPlace(boot: system.bootID(), mount: facts.mount, inode: facts.inode))
    }

    /// Whether the length is known and every byte is covered.
    package var isWhole: Bool {
        guard let length = identity.length else { return false }
        return covered.contains(ByteRange(0, length))
    }

    /// The facts that the ledger stores, to recognize the file even without its footer.
    package var known: KnownPart {
        KnownPart(
            partName: partName, identity: identity, device: device, inode: inode,
            boot: footer.place.boot,
            isWhole: isWhole)
    }

    /// The device number of its folder; `nil` when it is unknown.
    package var folderDevice: UInt64? {
        (try? system.facts(of: folder.descriptor))?.device
    }

    // MARK: Bytes

    /// Writes all `bytes` at `offset` and counts them as covered.
    ///
    /// - Throws: `diskFull` or `disk`; bytes written before the failure are covered. `defect` when
    ///   bytes lie outside of the file.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(DownloadError) {
        // The span ends with this call, before the pointer does.
        try write(RawSpan(_unsafeBytes: bytes), at: offset)
    }

    /// Writes all `bytes` at `offset` and counts them as covered.
    ///
    /// - Throws: As for a pointer.
    package func write(_ bytes: RawSpan, at offset: Int64) throws(DownloadError) {
        let (end, overflow) = offset.addingReportingOverflow(Int64(bytes.byteCount))
        guard offset >= 0, !overflow, end <= identity.length ?? Footer.maximumLength,
            finishedName == nil
        else { throw DownloadError(.defect, "write outside of \(partName)") }
        if end > bodySize { try grow(toHold: end) }
        var position = offset
        defer {
            if position > offset {
                covered.insert(ByteRange(offset, position))
                footer.isCurrent = false
            }
        }
        while position < end {
            let rest = bytes.extracting(Int(position - offset)...)
            do { position += Int64(try system.write(rest, to: file, at: position)) } catch {
                throw error.downloadError("cannot write \(partName)")
            }
        }
    }

    /// Returns the bytes of `range`; fewer when the file ends before.
    ///
    /// - Throws: `disk`.
    package func bytes(in range: ByteRange) throws(DownloadError) -> [UInt8] {
        var bytes: [UInt8] = Array(repeating: 0, count: Int(range.count))
        let count = try read(into: &bytes, at: range.start)
        bytes.removeSubrange(count...)
        return bytes
    }

    /// Fills `buffer` from `offset` on and returns the number of bytes read.
    ///
    /// - Throws: `disk`.
    package func read(into buffer: inout [UInt8], at offset: Int64) throws(DownloadError) -> Int {
        var span = buffer.mutableSpan
        var bytes = span.mutableBytes
        do { return try system.read(into: &bytes, from: file, at: offset) } catch {
            throw error.downloadError("cannot read \(partName)")
        }
    }

    // MARK: Claims

    /// Writes the covered ranges to the footer, if they have changed: one small write, no sync.
    ///
    /// After it, a killed process loses none of them.
    ///
    /// - Throws: `diskFull` or `disk`; the footer's last claim stays and is still true.
    package func checkpoint() throws(DownloadError) {
        guard !footer.isCurrent, !isLost, finishedName == nil else { return }
        try checkSize()
        try writeRecord(.covered, covered)
    }

    /// Syncs all covered bytes, and only then the claim to them.
    ///
    /// After it, a power cut loses none of them. Takes as long as the disk needs.
    ///
    /// - Throws: `diskFull` or `disk`. The kernel may have dropped what it could not write, so
    ///   `covered` then shrinks to `synced`: plan again.
    package func sync() throws(DownloadError) {
        guard finishedName == nil else { return }
        try checkpoint()
        guard synced != covered else { return }
        do {
            try system.syncData(file)
        } catch {
            withdrawUnsynced()
            throw error.downloadError("cannot write \(partName)")
        }
        try writeRecord(.synced, covered)
        synced = covered
        try reporting("cannot write \(partName)") { () throws(SystemError) in
            try system.syncData(file)
        }
    }

    /// Withdraws the claim to the bytes of `range`, which were found to be wrong.
    ///
    /// - Throws: `diskFull` or `disk`; then the range must not be overwritten.
    package func forget(_ range: ByteRange) throws(DownloadError) {
        standing = SyncTicket.Standing()
        covered.remove(range)
        let wasSynced = synced
        synced.remove(range)
        try rewriteFooter(syncing: synced != wasSynced)
    }

    /// Restores full trust once the bytes were found to agree with the source.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func confirm() throws(DownloadError) {
        guard trust != .full else { return }
        footer.place.inode = inode
        trust = .full
        try rewriteFooter(syncing: false)
    }

    /// Runs `body`, and describes its failure with `task`.
    func reporting<Result: ~Copyable>(
        _ task: @autoclosure () -> String, _ body: () throws(SystemError) -> Result
    ) throws(DownloadError) -> Result {
        do { return try body() } catch { throw error.downloadError(task()) }
    }
}
