import DownloadCore

/// The layout of a part file's footer.
///
/// A part file consists of the body, padding to a multiple of 4096 bytes, and four slots of 8 KiB:
///
/// | slot | holds |
/// |---|---|
/// | 0, 1 | a *covered* record each: the ranges that have been written |
/// | 2, 3 | a *synced* record each: the ranges that were durable before it was written |
///
/// Of each pair, the record with the higher generation is newer. The next record of that kind
/// overwrites the older one, so that a torn write leaves the newer one intact. Slots share no
/// 4096-byte page.
///
/// A record, version 1; numbers are little-endian, unnamed bytes are zero:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic: `pdl-part` |
/// | 8 | 8 | XXH64 with seed 0 of the record from offset 16 to the end of its ranges |
/// | 16 | 2 | version: 1 |
/// | 18 | 1 | kind: 1 covered, 2 synced |
/// | 19 | 1 | flags: bit 0 the length is known, bit 1 the server supports ranges |
/// | 20 | 4 | number of ranges, at most 456 |
/// | 24 | 8 | epoch: counts starts from zero; records of older epochs are void |
/// | 32 | 8 | generation: counts the records written |
/// | 40 | 8 | length of the file; 0 when unknown |
/// | 48 | 8 | size of the padded body, which is the footer's position |
/// | 56 | 8 | inode number of the part file |
/// | 64 | 16 | the kernel's boot ID, high half first; 0 when unknown |
/// | 80 | 8 | mount ID; 0 when unknown |
/// | 88 | 2 | length of the validator in bytes, at most 512 |
/// | 90 | 2 | length of the name in bytes, at most 255 |
/// | 96 | 512 | validator, UTF-8 |
/// | 608 | 255 | name of the finished file, UTF-8 |
/// | 864 | 8 | mark of the URL, `SourceMark`; 0 when unknown |
/// | 872 | 24 | media type, ASCII, padded with zeros; empty when unknown |
/// | 896 | 16 each | ranges: start, end; sorted, neither empty nor touching |
package enum Footer {
    /// The size of a slot in bytes.
    package static let slotSize = 8192
    /// The number of slots.
    package static let slotCount = 4
    /// The size of the whole footer in bytes.
    package static let size = slotSize * slotCount
    /// The alignment of the footer's position, in bytes.
    package static let alignment: Int64 = 4096
    /// The longest file that a footer can describe, in bytes; its body needs no padding, so that a
    /// body of this size cannot hold more.
    package static let maximumLength = Int64.max / 4 / alignment * alignment
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

    /// Returns the size of the body for `length` bytes (at most `maximumLength`), which is the
    /// footer's position.
    package static func bodySize(for length: Int64) -> Int64 {
        (length + alignment - 1) / alignment * alignment
    }
}
