import DownloadCore

extension FooterRecord {
    /// Encodes the record at the start of `slot` and returns its length in bytes.
    ///
    /// With more ranges than a record holds, the smallest are left out: it claims less than was
    /// written, never more. What follows the record in the slot is not read. The slot must have
    /// `Footer.slotSize` bytes.
    package func encode(into slot: inout MutableRawSpan) -> Int {
        var ranges = ranges.ranges
        if ranges.count > Footer.maximumRanges {
            ranges.sort { $0.count > $1.count }
            ranges.removeSubrange(Footer.maximumRanges...)
            ranges.sort()
        }
        let end = Footer.Offset.ranges + ranges.count * 16
        var position = 0
        while position < Footer.Offset.ranges {
            slot.put(0 as UInt64, at: position)
            position += 8
        }
        var flags: UInt8 = 0
        if identity.length != nil { flags |= 1 }
        if identity.givesRanges { flags |= 2 }
        slot.put(Footer.magic, at: Footer.Offset.magic)
        slot.put(Footer.version, at: Footer.Offset.version)
        slot.put(kind.rawValue, at: Footer.Offset.kind)
        slot.put(flags, at: Footer.Offset.flags)
        slot.put(UInt32(truncatingIfNeeded: ranges.count), at: Footer.Offset.rangeCount)
        slot.put(epoch, at: Footer.Offset.epoch)
        slot.put(generation, at: Footer.Offset.generation)
        slot.put(identity.length ?? 0, at: Footer.Offset.length)
        slot.put(bodySize, at: Footer.Offset.bodySize)
        slot.put(place.inode, at: Footer.Offset.inode)
        slot.put(place.boot.high, at: Footer.Offset.bootHigh)
        slot.put(place.boot.low, at: Footer.Offset.bootLow)
        slot.put(place.mount, at: Footer.Offset.mount)
        slot.put(
            identity.validator, at: Footer.Offset.validator, count: Footer.Offset.validatorCount,
            limit: Footer.maximumValidator)
        slot.put(
            identity.name, at: Footer.Offset.name, count: Footer.Offset.nameCount,
            limit: Footer.maximumName)
        slot.put(identity.source, at: Footer.Offset.source)
        for (index, byte) in identity.mediaType.utf8.prefix(MediaType.longest).enumerated() {
            slot.put(byte, at: Footer.Offset.mediaType + index)
        }
        position = Footer.Offset.ranges
        for range in ranges {
            slot.put(range.start, at: position)
            slot.put(range.end, at: position + 8)
            position += 16
        }
        let sum = XXHash64.digest(of: slot.bytes.extracting(Footer.Offset.version..<end))
        slot.put(sum, at: Footer.Offset.checksum)
        return end
    }

    /// Decodes the record in `slot`; `nil` when it holds no intact and consistent one.
    ///
    /// The bytes may be anything.
    package init?(decoding slot: borrowing RawSpan) {
        typealias Offset = Footer.Offset
        guard slot.byteCount >= Footer.slotSize,
            slot.littleEndian64(at: Offset.magic) == Footer.magic,
            slot.littleEndian16(at: Offset.version) == Footer.version
        else { return nil }
        let rangeCount = Int(slot.littleEndian32(at: Offset.rangeCount))
        guard rangeCount <= Footer.maximumRanges else { return nil }
        let end = Offset.ranges + rangeCount * 16
        let sum = XXHash64.digest(of: slot.extracting(Offset.version..<end))
        let flags = slot.byte(at: Offset.flags)
        guard slot.littleEndian64(at: Offset.checksum) == sum,
            let kind = Kind(rawValue: slot.byte(at: Offset.kind)), flags & ~3 == 0,
            let validator = slot.text(
                at: Offset.validator, count: Offset.validatorCount, limit: Footer.maximumValidator),
            let name = slot.text(
                at: Offset.name, count: Offset.nameCount, limit: Footer.maximumName)
        else { return nil }

        let isLengthKnown = flags & 1 != 0
        let length = Int64(bitPattern: slot.littleEndian64(at: Offset.length))
        let bodySize = Int64(bitPattern: slot.littleEndian64(at: Offset.bodySize))
        guard 0...Footer.maximumLength ~= length,
            0...Footer.bodySize(for: Footer.maximumLength) ~= bodySize,
            bodySize % Footer.alignment == 0,
            isLengthKnown ? bodySize == Footer.bodySize(for: length) : length == 0
        else { return nil }

        var ranges = ByteRangeSet()
        var previousEnd: Int64 = -1
        for index in 0..<rangeCount {
            let position = Offset.ranges + index * 16
            let start = Int64(bitPattern: slot.littleEndian64(at: position))
            let rangeEnd = Int64(bitPattern: slot.littleEndian64(at: position + 8))
            guard start > previousEnd, rangeEnd > start,
                rangeEnd <= (isLengthKnown ? length : bodySize)
            else { return nil }
            ranges.insert(ByteRange(start, rangeEnd))
            previousEnd = rangeEnd
        }

        self.init(
            kind: kind,
            identity: PartIdentity(
                length: isLengthKnown ? length : nil, validator: validator, name: name,
                givesRanges: flags & 2 != 0,
                source: slot.littleEndian64(at: Offset.source),
                mediaType: slot.mediaType(at: Offset.mediaType)),
            bodySize: bodySize,
            place: PartPlace(
                boot: BootID(
                    high: slot.littleEndian64(at: Offset.bootHigh),
                    low: slot.littleEndian64(at: Offset.bootLow)),
                mount: slot.littleEndian64(at: Offset.mount),
                inode: slot.littleEndian64(at: Offset.inode)),
            epoch: slot.littleEndian64(at: Offset.epoch),
            generation: slot.littleEndian64(at: Offset.generation),
            ranges: ranges)
    }
}

extension MutableRawSpan {
    /// Stores a number in the footer's byte order.
    @inline(__always)
    fileprivate mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(
        _ number: Number, at position: Int
    ) {
        storeBytes(of: number.littleEndian, toByteOffset: position, as: Number.self)
    }

    /// Stores a text, and its length in bytes at `count`; one that is too long is left out.
    fileprivate mutating func put(_ text: String, at start: Int, count: Int, limit: Int) {
        let utf8 = text.utf8
        guard utf8.count <= limit else { return }
        put(UInt16(truncatingIfNeeded: utf8.count), at: count)
        var position = start
        for byte in utf8 {
            put(byte, at: position)
            position += 1
        }
    }
}

extension RawSpan {
    /// Returns the media type at `start`; `nil` when there is no valid one.
    fileprivate func mediaType(at start: Int) -> MediaType? {
        let bytes = (start..<start + MediaType.longest).map { byte(at: $0) }.prefix { $0 != 0 }
        return MediaType(String(validating: bytes, as: UTF8.self))
    }

    /// Returns the text at `start` whose length in bytes is stored at `count`; `nil` when that
    /// exceeds `limit` or the bytes are not UTF-8.
    fileprivate func text(at start: Int, count: Int, limit: Int) -> String? {
        let count = Int(littleEndian16(at: count))
        guard count <= limit else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for position in start..<start + count { bytes.append(byte(at: position)) }
        return String(validating: bytes, as: UTF8.self)
    }
}
