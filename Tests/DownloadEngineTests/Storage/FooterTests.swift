import DownloadCore
import Testing

@testable import DownloadEngine

@Suite struct FooterTests {
    static let place = PartPlace(boot: BootID(high: 3, low: 4), mount: 5, inode: 6)

    static func record(
        _ kind: FooterRecord.Kind = .covered, length: Int64? = 1 << 30, generation: UInt64 = 9,
        epoch: UInt64 = 1, ranges: [ByteRange] = [ByteRange(0, 10), ByteRange(20, 30)]
    ) -> FooterRecord {
        FooterRecord(
            kind: kind,
            identity: PartIdentity(
                length: length, validator: "\"tag\"", name: "größe.iso", givesRanges: true,
                source: 0x0102_0304_0506_0708),
            bodySize: length.map(Footer.bodySize) ?? 1 << 20, place: place, epoch: epoch,
            generation: generation, ranges: ByteRangeSet(ranges))
    }

    static func decoded(_ slot: [UInt8]) -> FooterRecord? {
        FooterRecord(decoding: slot.span.bytes)
    }

    static func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
        XXHash64.digest(of: Array(bytes).span.bytes)
    }

    static func reading(_ bytes: [UInt8], at position: Int64) -> FooterReading? {
        FooterReading(bytes.span.bytes, at: position, in: place)
    }

    static func encoded(_ record: FooterRecord) -> [UInt8] {
        var slot: [UInt8] = Array(repeating: 0xEE, count: Footer.slotSize)
        var span = slot.mutableSpan
        var bytes = span.mutableBytes
        _ = record.encode(into: &bytes)
        return slot
    }

    @Test(
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B),
            ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func `the digest is XXH64`(text: String, digest: UInt64) {
        #expect(Self.digest(text.utf8) == digest)
    }

    @Test func `a record survives a round trip`() throws {
        for length in [nil, 0, 30, 4096, 1 << 40] as [Int64?] {
            var record = Self.record(length: length)
            if length == 0 { record.ranges = ByteRangeSet() }
            #expect(Self.decoded(Self.encoded(record)) == record)
        }
    }

    @Test func `the bytes are where the table says`() {
        let slot = Self.encoded(Self.record(.synced))
        func number(_ start: Int, _ count: Int) -> UInt64 {
            slot[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        #expect(String(decoding: slot[0..<8], as: UTF8.self) == "pdl-part")
        #expect(number(8, 8) == Self.digest(slot[16..<928]))
        #expect(number(16, 2) == 1)
        #expect(slot[18] == 2)
        #expect(slot[19] == 3)
        #expect(number(20, 4) == 2)
        #expect(number(24, 8) == 1)
        #expect(number(32, 8) == 9)
        #expect(number(40, 8) == 1 << 30)
        #expect(number(48, 8) == 1 << 30)
        #expect(number(56, 8) == 6)
        #expect(number(64, 8) == 3)
        #expect(number(72, 8) == 4)
        #expect(number(80, 8) == 5)
        #expect(number(88, 2) == 5)
        #expect(number(90, 2) == 11)
        #expect(String(decoding: slot[96..<101], as: UTF8.self) == "\"tag\"")
        #expect(String(decoding: slot[608..<619], as: UTF8.self) == "größe.iso")
        #expect(number(864, 8) == 0x0102_0304_0506_0708)
        #expect([896, 904, 912, 920].map { number($0, 8) } == [0, 10, 20, 30])
        #expect(slot[928...].allSatisfy { $0 == 0xEE })
    }

    @Test func `the mark of a URL recognises it and reveals no secrets`() {
        let mark = SourceMark.of("https://example.org/a.iso?token=1")
        #expect(mark == Self.digest("https://example.org/a.iso?token=1".utf8))
        for same in [
            "https://example.org/a.iso?token=1#part", "https://me:secret@example.org/a.iso?token=1",
            " HTTPS://EXAMPLE.org:443/a.iso?token=1",
        ] { #expect(SourceMark.of(same) == mark, "\(same)") }
        for other in [
            "https://example.org/a.iso?token=2", "https://example.org/a.iso",
            "http://example.org/a.iso?token=1", "https://example.net/a.iso?token=1",
        ] { #expect(SourceMark.of(other) != mark, "\(other)") }
        #expect(SourceMark.of("no URL") == SourceMark.unknown)
        var identity = Self.record().identity
        identity.source = SourceMark.unknown
        #expect(!identity.isOf(SourceMark.unknown))
    }

    @Test func `a record without marks has no known URL`() throws {
        var record = Self.record()
        record.identity.source = SourceMark.unknown
        let slot = Self.encoded(record)
        #expect(slot[863..<896].allSatisfy { $0 == 0 })
        #expect(Self.decoded(slot) == record)
    }

    @Test func `of too many ranges the smallest are dropped`() throws {
        let ranges = (0..<600).map { ByteRange($0 * 1000, $0 * 1000 + 1 + $0 % 100) }
        let record = Self.record(ranges: ranges)
        let read = try #require(Self.decoded(Self.encoded(record)))
        #expect(read.ranges.ranges.count == Footer.maximumRanges)
        #expect(read.ranges.ranges.allSatisfy { record.ranges.contains($0) })
        let smallestKept = read.ranges.ranges.map(\.count).min() ?? 0
        let left = ranges.filter { !read.ranges.contains($0) }
        #expect(left.allSatisfy { $0.count <= smallestKept })
    }

    @Test func `an overlong validator is ignored`() throws {
        let identity = PartIdentity(
            length: 1, validator: String(repeating: "x", count: 513), name: "a", givesRanges: true)
        #expect(identity.validator.isEmpty)
        let longest = PartIdentity(
            length: 1, validator: String(repeating: "x", count: 512),
            name: String(repeating: "n", count: 255), givesRanges: true)
        var record = Self.record(length: 1, ranges: [])
        record.identity = longest
        let read = try #require(Self.decoded(Self.encoded(record)))
        #expect(read.identity == longest)
    }

    @Test func `every changed byte of a record is noticed`() {
        let slot = Self.encoded(Self.record())
        for position in 0..<928 {
            var damaged = slot
            damaged[position] ^= 0x40
            #expect(Self.decoded(damaged) == nil, "byte \(position)")
        }
    }

    @Test func `hostile numbers under a valid checksum are rejected`() {
        var random = SeededRandom(seed: 2)
        let edges: [UInt64] = [
            0, 1, 4095, 4096, 1 << 20, 1 << 31, 1 << 32, 1 << 61, 1 << 62, UInt64(Int64.max),
            1 << 63, .max, .max - 4095,
        ]
        for _ in 0..<4000 {
            var slot = Self.encoded(Self.record())
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let value = edges.randomElement(using: &random) ?? 0
                let position = Int.random(in: 2..<116, using: &random) * 8
                for byte in 0..<8 {
                    slot[position + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))
                }
            }
            let count = (20..<24).reversed().reduce(0) { $0 << 8 | Int(slot[$1]) }
            let end = min(896 + min(count, 1000) * 16, Footer.slotSize)
            let sum = Self.digest(slot[16..<end])
            for byte in 0..<8 {
                slot[8 + byte] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(byte)))
            }
            if let record = Self.decoded(slot) { Self.checkSense(record) }
        }
    }

    @Test(arguments: [Footer.maximumLength, Footer.maximumLength + 1, 1 << 61, 1 << 62])
    func `a body of unknown length is at most as long as the longest file`(_ size: Int64) {
        var record = Self.record(length: nil)
        record.bodySize = Footer.bodySize(for: size)
        let isAllowed = size == Footer.maximumLength
        #expect(Self.decoded(Self.encoded(record)) == (isAllowed ? record : nil))
    }

    @Test func `random corruption never adds claims to a footer`() {
        for seed in 0..<150 {
            var random = SeededRandom(seed: UInt64(seed))
            var bytes: [UInt8] = []
            for generation in 0..<4 {
                bytes += Self.encoded(
                    Self.record(
                        generation < 2 ? .covered : .synced, generation: UInt64(generation + 1),
                        ranges: [ByteRange(0, Int64(100 + generation))]))
            }
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                // Half of the corruption hits the heads of the slots.
                let slot = Int.random(in: 0..<4, using: &random) * Footer.slotSize
                let inside = Bool.random(using: &random) ? 928 : Footer.slotSize
                let start = slot + Int.random(in: 0..<inside, using: &random)
                let end = min(start + Int.random(in: 1...600, using: &random), bytes.count)
                let kind = Int.random(in: 0..<3, using: &random)
                for position in start..<end {
                    switch kind {
                    case 0: bytes[position] = 0
                    case 1: bytes[position] = UInt8.random(in: 0...255, using: &random)
                    default: bytes[position] = bytes[(position + 512) % bytes.count]
                    }
                }
            }
            let reading = Self.reading(bytes, at: 1 << 30)
            guard let reading else { continue }
            #expect([0, 100, 101, 102, 103].contains(reading.covered.count), "seed \(seed)")
            #expect(reading.synced.isEmpty || reading.synced.count >= 102, "seed \(seed)")
        }
        var random = SeededRandom(seed: 99)
        for _ in 0..<50 {
            let noise = (0..<Footer.size).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Self.reading(noise, at: 0) == nil)
        }
        #expect(Self.reading([1, 2, 3], at: 0) == nil)
    }

    @Test func `boot identifiers are equal only when they are known`() {
        let text = "5e1ff6bd-18a3-4a0c-8ac6-ff00b8d8d3f1\n"
        let id = BootID(text: text.utf8)
        #expect(id.description == "5e1ff6bd18a34a0c8ac6ff00b8d8d3f1")
        #expect(id.isSameRun(as: BootID(text: text.uppercased().utf8)))
        for wrong in ["", "5e1ff6bd", text + "0", "zzzz", "00000000-0000-0000-0000-000000000000"] {
            #expect(BootID(text: wrong.utf8) == .unknown)
        }
        #expect(!BootID.unknown.isSameRun(as: .unknown))
        #expect(BootID.current() != .unknown)
        #expect(BootID.current() == BootID.current())
    }

    static func checkSense(_ record: FooterRecord) {
        let end = record.identity.length ?? record.bodySize
        #expect(0...Footer.maximumLength ~= end)
        #expect(record.bodySize >= end)
        var previous: Int64 = -1
        for range in record.ranges.ranges {
            #expect(range.start > previous && range.start < range.end && range.end <= end)
            previous = range.end
        }
    }
}
