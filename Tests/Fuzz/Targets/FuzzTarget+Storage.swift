import DownloadCore
import DownloadEngine

/// Data on disk, which another program may have written.
extension FuzzTarget {
    static let storage = [footer, bootID]

    private static let place = PartPlace(boot: BootID(high: 3, low: 4), mount: 5, inode: 6)

    /// A footer with valid digests, so that the parser examines the records themselves.
    private static let footer = FuzzTarget(
        "footer", longest: Footer.size + 8, bytes: [seed(length: 1 << 30), seed(length: nil)]
    ) { bytes in
        let position =
            bytes.count >= 56 ? Int64(bitPattern: bytes.span.bytes.littleEndian64(at: 48)) : 0
        var footer = Array(bytes.prefix(Footer.size))
        footer += Array(repeating: 0, count: Footer.size - footer.count)
        for slot in 0..<Footer.slotCount { sign(&footer, slot: slot) }
        guard let reading = FooterReading(footer.span.bytes, at: position, in: place) else {
            return nil
        }
        let end = reading.identity.length ?? reading.bodySize
        let ranges = reading.covered.ranges + reading.synced.ranges
        return broken(
            ("a length that can be kept", 0...Footer.maximumLength ~= end),
            ("a body as long as the file", reading.bodySize >= end && reading.bodySize == position),
            (
                "ranges inside the file",
                ranges.allSatisfy { 0 <= $0.start && $0.start < $0.end && $0.end <= end }
            ),
            ("a short validator", reading.identity.validator.utf8.count <= Footer.maximumValidator),
            ("a short name", reading.identity.name.utf8.count <= Footer.maximumName))
    }

    /// Writes magic, version and digest into a slot.
    private static func sign(_ footer: inout [UInt8], slot: Int) {
        let start = slot * Footer.slotSize
        footer.replaceSubrange(start..<start + 8, with: "pdl-part".utf8)
        footer[start + 16] = 1
        footer[start + 17] = 0
        let count = Int(footer.span.bytes.littleEndian32(at: start + 20)) % 457
        footer[start + 20] = UInt8(count & 0xFF)
        footer[start + 21] = UInt8(count >> 8)
        footer[start + 22] = 0
        footer[start + 23] = 0
        let record = Array(footer[start + 16..<start + 896 + count * 16])
        let digest = XXHash64.digest(of: record.span.bytes)
        for byte in 0..<8 {
            footer[start + 8 + byte] = UInt8(truncatingIfNeeded: digest >> UInt64(8 * byte))
        }
    }

    private static func seed(length: Int64?) -> [UInt8] {
        var footer: [UInt8] = []
        for slot in 0..<Footer.slotCount {
            let record = FooterRecord(
                kind: slot < 2 ? .covered : .synced,
                identity: PartIdentity(
                    length: length, validator: "\"tag\"", name: "a.iso", givesRanges: true,
                    source: 7),
                bodySize: length.map(Footer.bodySize) ?? 1 << 20, place: place, epoch: 1,
                generation: UInt64(slot),
                ranges: ByteRangeSet([ByteRange(0, 10), ByteRange(20, 30)]))
            var bytes: [UInt8] = Array(repeating: 0, count: Footer.slotSize)
            var span = bytes.mutableSpan
            var slot = span.mutableBytes
            _ = record.encode(into: &slot)
            footer += bytes
        }
        return footer
    }

    private static let bootID = FuzzTarget(
        "boot-id", longest: 256, seeds: ["5e1ff6bd-18a3-4a0c-8ac6-ff00b8d8d3f1\n"]
    ) { bytes in
        let id = BootID(text: bytes)
        return broken(("it is read back as it was", BootID(text: id.description.utf8) == id))
    }
}
