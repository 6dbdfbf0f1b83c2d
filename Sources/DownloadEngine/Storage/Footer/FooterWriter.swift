import DownloadCore

/// Writes the records of a part file's footer, each over the older one of its kind.
struct FooterWriter {
    /// What the records say about the body besides its ranges.
    struct Body {
        let identity: PartIdentity
        /// The size of the body on disk, which is also the footer's position.
        let size: Int64
    }

    /// Where the file is, as the records say.
    var place: PartPlace
    /// Whether the newest record says what is covered.
    var isCurrent = true
    /// Counts the restarts from zero.
    private var epoch: UInt64 = 1
    /// Counts the records.
    private var generation: UInt64 = 0
    /// The slots of the newest records: 0 or 1, and 2 or 3.
    private(set) var newestCovered = 0
    private var newestSynced = 2
    private var buffer: [UInt8] = Array(repeating: 0, count: Footer.size)

    /// Prepares to write the footer of a new file.
    init(place: PartPlace) {
        self.place = place
    }

    /// Continues a footer that was read.
    mutating func adopt(_ reading: FooterReading) {
        epoch = reading.epoch
        generation = reading.generation
        newestCovered = reading.newestCovered
        newestSynced = reading.newestSynced
        // A copy keeps the original's inode number until its bytes have been compared.
        if reading.trust == .moved { place.inode = reading.place.inode }
        isCurrent = reading.trust == .full
    }

    /// Restarts from zero, in the file with this inode number.
    mutating func restart(inode: UInt64) {
        epoch += 1
        place.inode = inode
    }

    /// Writes one record over the older one of its kind.
    mutating func write(
        _ kind: FooterRecord.Kind, _ ranges: ByteRangeSet, of body: Body,
        to file: borrowing Descriptor, _ system: any FileSystem
    ) throws(SystemError) {
        let slot = kind == .covered ? 1 - newestCovered : 5 - newestSynced
        let count = encode(kind, ranges, of: body, slot: 0)
        try writeBuffer(
            count, at: body.size + Int64(slot * Footer.slotSize), to: file, system)
        if kind == .covered {
            newestCovered = slot
            isCurrent = true
        } else {
            newestSynced = slot
        }
    }

    /// Writes all four records.
    ///
    /// Whole slots are written: their blocks are then allocated, so that a later record needs no
    /// space on a full disk. A single write makes it unlikely that a kill comes in between.
    mutating func writeAll(
        covered: ByteRangeSet, synced: ByteRangeSet, of body: Body, to file: borrowing Descriptor,
        _ system: any FileSystem
    ) throws(SystemError) {
        for slot in 0..<Footer.slotCount {
            let end =
                slot < 2
                ? encode(.covered, covered, of: body, slot: slot)
                : encode(.synced, synced, of: body, slot: slot)
            let start = slot * Footer.slotSize
            buffer.withUnsafeMutableBytes { bytes in
                let rest = bytes[start + end..<start + Footer.slotSize]
                UnsafeMutableRawBufferPointer(rebasing: rest).initializeMemory(
                    as: UInt8.self, repeating: 0)
            }
        }
        try writeBuffer(Footer.size, at: body.size, to: file, system)
        newestCovered = 1
        newestSynced = 3
        isCurrent = true
    }

    /// Encodes a record into a slot of the buffer and returns its length in bytes.
    private mutating func encode(
        _ kind: FooterRecord.Kind, _ ranges: ByteRangeSet, of body: Body, slot: Int
    ) -> Int {
        generation += 1
        let record = FooterRecord(
            kind: kind, identity: body.identity, bodySize: body.size, place: place, epoch: epoch,
            generation: generation, ranges: ranges)
        let start = slot * Footer.slotSize
        return buffer.withUnsafeMutableBytes { bytes in
            let slotBytes = UnsafeMutableRawBufferPointer(
                rebasing: bytes[start..<start + Footer.slotSize])
            // The span ends with this closure, before the pointer does.
            var span = MutableRawSpan(_unsafeBytes: slotBytes)
            return record.encode(into: &span)
        }
    }

    /// Writes the first `count` bytes of the buffer.
    private func writeBuffer(
        _ count: Int, at offset: Int64, to file: borrowing Descriptor, _ system: any FileSystem
    ) throws(SystemError) {
        var position = 0
        while position < count {
            position += try system.write(
                buffer.span.bytes.extracting(position..<count), to: file,
                at: offset + Int64(position))
        }
    }
}
