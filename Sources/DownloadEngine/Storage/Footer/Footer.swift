import DownloadCore

/// Where the part file's own record lies, and what it may hold.
///
/// A part file is the body, room for it up to a multiple of 4096 bytes, then four slots of 8 KiB:
///
/// | slot | holds |
/// |---|---|
/// | 0, 1 | a *covered* record each: the ranges that have been written |
/// | 2, 3 | a *synced* record each: the ranges that were on the disk before it was written |
///
/// Of each pair the one with the higher generation is newer; the next record of that kind goes over
/// the older one, so that a torn write leaves the newer one whole. Slots share no 4096-byte page.
///
/// A record, version 1; numbers are little-endian, what is not named is zero:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic: `pdl-part` |
/// | 8 | 8 | XXH64 with seed 0 of the record from offset 16 to the end of its ranges |
/// | 16 | 2 | version: 1 |
/// | 18 | 1 | kind: 1 covered, 2 synced |
/// | 19 | 1 | flags: bit 0 the length is known, bit 1 the server gives ranges |
/// | 20 | 4 | number of ranges, at most 456 |
/// | 24 | 8 | epoch: counts how often the file was begun anew; records of older ones say nothing |
/// | 32 | 8 | generation: counts the records written |
/// | 40 | 8 | length of the file; 0 when it is not known |
/// | 48 | 8 | size of the body's room, which is the footer's position |
/// | 56 | 8 | inode number of the part file |
/// | 64 | 16 | the kernel's boot identifier, high half first; 0 when unknown |
/// | 80 | 8 | number of the mount; 0 when unknown |
/// | 88 | 2 | bytes of the validator, at most 512 |
/// | 90 | 2 | bytes of the name, at most 255 |
/// | 96 | 512 | validator, UTF-8 |
/// | 608 | 255 | name that the file is to have, UTF-8 |
/// | 864 | 8 | mark of the URL, `SourceMark`; 0 when unknown |
/// | 872 | 24 | media type, ASCII, padded with zeros; empty when unknown |
/// | 896 | 16 each | ranges: start, end; sorted, neither empty nor touching |
package enum Footer {
    /// The bytes of a slot.
    package static let slotSize = 8192
    /// The number of slots.
    package static let slotCount = 4
    /// The bytes of the whole footer.
    package static let size = slotSize * slotCount
    /// What the body's room is a multiple of, in bytes.
    package static let alignment: Int64 = 4096
    /// The longest file that a footer can describe, in bytes.
    package static let maximumLength = Int64.max / 4
    /// The most ranges that a record holds.
    package static let maximumRanges = (slotSize - Offset.ranges) / 16
    /// The longest validator that a record holds, in bytes of UTF-8.
    package static let maximumValidator = 512
    /// The longest name that a record holds, in bytes of UTF-8.
    package static let maximumName = 255

    static let magic: UInt64 = 0x7472_6170_2D6C_6470  // "pdl-part", little-endian
    static let version: UInt16 = 1

    enum Offset {
        static let magic = 0
        static let checksum = 8
        static let version = 16
        static let kind = 18
        static let flags = 19
        static let rangeCount = 20
        static let epoch = 24
        static let generation = 32
        static let length = 40
        static let bodySize = 48
        static let inode = 56
        static let bootHigh = 64
        static let bootLow = 72
        static let mount = 80
        static let validatorCount = 88
        static let nameCount = 90
        static let validator = 96
        static let name = 608
        static let source = 864
        static let mediaType = 872
        static let ranges = 896
    }

    /// The room for a body of `length` bytes (at most `maximumLength`): the footer's position.
    package static func bodySize(for length: Int64) -> Int64 {
        (length + alignment - 1) / alignment * alignment
    }
}
