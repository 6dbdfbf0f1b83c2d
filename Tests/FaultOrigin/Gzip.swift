extension Body {
    /// The body compressed with gzip, entirely in memory.
    package var gzipped: Body { .bytes(Gzip.encode(bytes(in: 0..<count))) }
}

extension Body {
    /// The number of zeros in `zeroBomb`: nearly 100 MiB.
    package static let zeroBombCount: Int64 = 1 + 258 * 406_424

    /// A gzip bomb of zeros at the maximum density of deflate: 2 bits per 258 bytes.
    package static let zeroBomb: Body = .bytes(
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + Gzip.zeroBlock(copies: 406_424)
            // The checksum and length of the zeros.
            + [0x85, 0xBB, 0x26, 0x01, 0x31, 0xFF, 0x3F, 0x06])
}

/// Encodes bytes with gzip (RFC 1952) in stored blocks: valid, but larger than the input.
enum Gzip {
    /// Returns `bytes` in gzip format.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var coded: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        coded.reserveCapacity(bytes.count + bytes.count / 1000 + 64)
        appendBlocks(of: bytes, to: &coded)
        append(checksum(bytes), to: &coded)
        append(UInt32(truncatingIfNeeded: bytes.count), to: &coded)
        return coded
    }

    /// Returns `bytes` in zlib format (RFC 1950), which HTTP calls `deflate`.
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var coded: [UInt8] = [0x78, 0x01]
        appendBlocks(of: bytes, to: &coded)
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        append((high << 16 | low).byteSwapped, to: &coded)
        return coded
    }

    private static func appendBlocks(of bytes: [UInt8], to coded: inout [UInt8]) {
        var position = 0
        repeat {
            let count = min(0xFFFF, bytes.count - position)
            coded.append(position + count == bytes.count ? 1 : 0)
            append(UInt32(count) | (UInt32(~UInt16(count)) << 16), to: &coded)
            coded += bytes[position..<(position + count)]
            position += count
        } while position < bytes.count
    }

    /// Returns a final deflate block of zeros with dynamic codes (RFC 1951, 3.2.7).
    ///
    /// It encodes one zero, then `copies` repetitions of 258 more.
    static func zeroBlock(copies: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.add(1, 1)  // final block
        bits.add(2, 2)  // dynamic codes
        bits.add(29, 5)  // 286 literal and length codes
        bits.add(0, 5)  // 1 distance code
        bits.add(14, 4)  // 18 code length codes follow: 18 has 1 bit, 2 and 1 have 2
        for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] { bits.add(length, 3) }
        bits.code("11")  // literal 0 has 2 bits
        bits.code("0")  // the next 138 are unused
        bits.add(138 - 11, 7)
        bits.code("0")  // and the next 117
        bits.add(117 - 11, 7)
        bits.code("11")  // end of block has 2 bits
        bits.code("0")  // the next 28 are unused
        bits.add(28 - 11, 7)
        bits.code("10")  // length 258 has 1 bit
        bits.code("10")  // distance 1 has 1 bit
        bits.code("10")  // literal 0
        for _ in 0..<copies { bits.code("00") }  // length 258, distance 1
        bits.code("11")  // end of block
        return bits.bytes
    }

    /// Writes bits in deflate order: the least significant bit of a byte first.
    private struct BitWriter {
        private(set) var bytes: [UInt8] = []
        private var free = 0

        mutating func add(_ number: Int, _ count: Int) {
            for bit in 0..<count { add(bit: number >> bit & 1) }
        }

        mutating func code(_ text: String) {
            for digit in text.utf8 { add(bit: digit == UInt8(ascii: "1") ? 1 : 0) }
        }

        private mutating func add(bit: Int) {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            bytes[bytes.count - 1] |= UInt8(bit << (8 - free))
            free -= 1
        }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<256).map { index -> UInt32 in
            (0..<8).reduce(UInt32(index)) { value, _ in
                value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
            }
        }
        var sum = ~UInt32(0)
        bytes.withUnsafeBufferPointer { bytes in
            table.withUnsafeBufferPointer { table in
                for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
            }
        }
        return ~sum
    }
}
