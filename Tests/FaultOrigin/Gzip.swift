extension Body {
    /// The body compressed with gzip, whole in memory.
    package var gzipped: Body { .bytes(Gzip.encode(bytes(in: 0..<count))) }
}

/// The gzip form of bytes (RFC 1952) with stored blocks: larger than the bytes, and right.
enum Gzip {
    /// Wraps `bytes`.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var coded: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        coded.reserveCapacity(bytes.count + bytes.count / 1000 + 64)
        appendBlocks(of: bytes, to: &coded)
        append(checksum(bytes), to: &coded)
        append(UInt32(truncatingIfNeeded: bytes.count), to: &coded)
        return coded
    }

    /// The zlib form (RFC 1950), which HTTP calls `deflate`.
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
