/// The content of a file that an origin serves, generated on demand.
///
/// A pattern is the same in every run and has no repeated page. Each page of 4 KiB begins with a
/// stamp derived from its number, so that any byte written at a wrong offset is detected.
package struct Body: Sendable {
    /// The number of bytes.
    package let count: Int64
    private let noise: [UInt8]
    private let stamp: UInt64?

    private static let page: Int64 = 4096
    /// A prime, so that noise and pages never align.
    private static let period = 262_139

    /// Returns a generated body of `count` bytes; another `seed` changes the bytes everywhere.
    package static func pattern(_ count: Int64, seed: UInt64 = 1) -> Body {
        var random = SeededRandom(seed: seed)
        var noise: [UInt8] = []
        noise.reserveCapacity(period + 7)
        while noise.count < period {
            withUnsafeBytes(of: random.next().littleEndian) { noise.append(contentsOf: $0) }
        }
        noise.removeLast(noise.count - period)
        return Body(count: count, noise: noise, stamp: random.next())
    }

    /// Returns a body of exactly these bytes.
    package static func bytes(_ bytes: some Sequence<UInt8>) -> Body {
        let bytes = Array(bytes)
        return Body(count: Int64(bytes.count), noise: bytes, stamp: nil)
    }

    /// Returns the bytes in `range`, which must lie inside the body.
    package func bytes(in range: Range<Int64>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(range.upperBound - range.lowerBound)) {
            into, made in
            copy(from: range.lowerBound, into: UnsafeMutableRawBufferPointer(into))
            made = into.count
        }
    }

    /// Fills `buffer` with the bytes from `position` on.
    package func copy(from position: Int64, into buffer: UnsafeMutableRawBufferPointer) {
        noise.withUnsafeBytes { noise in
            var done = 0
            while done < buffer.count {
                let start = Int((position + Int64(done)) % Int64(noise.count))
                let step = min(buffer.count - done, noise.count - start)
                UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + step)])
                    .copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: noise[start..<(start + step)]))
                done += step
            }
        }
        if let stamp { write(stamp, from: position, into: buffer) }
    }

    /// Writes the page stamps over the noise.
    private func write(
        _ stamp: UInt64, from position: Int64, into buffer: UnsafeMutableRawBufferPointer
    ) {
        let end = position + Int64(buffer.count)
        var page = position / Body.page
        while page * Body.page < end {
            let mark = (stamp ^ UInt64(page)) &* 0x9E37_79B9_7F4A_7C15
            for byte in 0..<8 {
                let place = page * Body.page + Int64(byte) - position
                guard place >= 0, place < Int64(buffer.count) else { continue }
                buffer[Int(place)] = UInt8(truncatingIfNeeded: mark >> UInt64(byte * 8))
            }
            page += 1
        }
    }
}

extension Body: CustomStringConvertible {
    /// The number of bytes, since the bytes themselves would flood the report of a failed test.
    package var description: String { "body of \(count) bytes" }
}

/// A reproducible random number generator (SplitMix64).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates the generator for `seed`.
    package init(seed: UInt64) {
        state = seed &* 0xD134_2543_DE82_EF95 &+ 1
    }

    /// Returns the next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Returns the next number as a fraction in 0..<1.
    package mutating func share() -> Double {
        Double(next() >> 11) / Double(1 << 53)
    }
}
