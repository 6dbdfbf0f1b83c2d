/// The XXH64 digest with seed 0: fast, 64 bits, good at detecting damage, no defence against
/// forgery.
///
/// Source: the xxHash specification, version 0.1.1, section "XXH64 algorithm description".
package enum XXHash64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// Returns the digest of all `bytes`.
    package static func digest(of bytes: RawSpan) -> UInt64 {
        let count = bytes.byteCount
        var position = 0
        var sum: UInt64
        if count >= 32 {
            var a = prime1 &+ prime2
            var b = prime2
            var c: UInt64 = 0
            var d = 0 &- prime1
            while position <= count - 32 {
                a = round(a, bytes.littleEndian64(at: position))
                b = round(b, bytes.littleEndian64(at: position + 8))
                c = round(c, bytes.littleEndian64(at: position + 16))
                d = round(d, bytes.littleEndian64(at: position + 24))
                position += 32
            }
            sum = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            sum = merge(merge(merge(merge(sum, a), b), c), d)
        } else {
            sum = prime5
        }
        sum = sum &+ UInt64(count)
        while position <= count - 8 {
            sum ^= round(0, bytes.littleEndian64(at: position))
            sum = rotate(sum, 27) &* prime1 &+ prime4
            position += 8
        }
        if position <= count - 4 {
            sum ^= UInt64(bytes.littleEndian32(at: position)) &* prime1
            sum = rotate(sum, 23) &* prime2 &+ prime3
            position += 4
        }
        while position < count {
            sum ^= UInt64(bytes.byte(at: position)) &* prime5
            sum = rotate(sum, 11) &* prime1
            position += 1
        }
        sum = (sum ^ sum >> 33) &* prime2
        sum = (sum ^ sum >> 29) &* prime3
        return sum ^ sum >> 32
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ places: UInt64) -> UInt64 {
        value &<< places | value &>> (64 &- places)
    }

    @inline(__always)
    private static func round(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
        rotate(sum &+ lane &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func merge(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
        (sum ^ round(0, lane)) &* prime1 &+ prime4
    }
}

/// Reads numbers in the byte order of the footer and of XXH64, on any machine; every position is
/// checked against the span's end.
extension RawSpan {
    /// Returns the byte at `position`.
    @inline(__always)
    package func byte(at position: Int) -> UInt8 {
        unsafeLoadUnaligned(fromByteOffset: position, as: UInt8.self)
    }

    /// Returns the two bytes at `position` as a number.
    @inline(__always)
    package func littleEndian16(at position: Int) -> UInt16 {
        UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt16.self))
    }

    /// Returns the four bytes at `position` as a number.
    @inline(__always)
    package func littleEndian32(at position: Int) -> UInt32 {
        UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self))
    }

    /// Returns the eight bytes at `position` as a number.
    @inline(__always)
    package func littleEndian64(at position: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
}
