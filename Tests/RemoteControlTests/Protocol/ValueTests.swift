import DownloadCore
import Testing

@testable import RemoteControl

struct ValueTests {
    @Test func `derived identifiers are constant, differ and have unique prefixes`() {
        #expect(GID(of: DownloadID(1)).description == "5692161d100b05e5")
        let gids = Set((1...10_000).map { GID(of: DownloadID($0)) })
        #expect(gids.count == 10_000)
        #expect(Set(gids.map { $0.description.prefix(8) }).count > 9_900)
        #expect(gids.allSatisfy { $0.description.utf8.count == 16 && GID($0.description) == $0 })
    }

    @Test(arguments: [
        "", "x", "0", "0000000000000000", "00000000000000001", "000000000000000g",
        "ABCDEF012345678", "+bcdef0123456789", "abcdef 123456789",
    ])
    func `an identifier is 16 digits and not 0`(_ text: String) { #expect(GID(text) == nil) }

    @Test func `a prefix stands for a range`() throws {
        #expect(GIDPrefix("") == nil)
        #expect(GIDPrefix("12345678901234567") == nil)
        #expect(GIDPrefix("g") == nil)
        #expect(GIDPrefix("f")?.range == 0xF000_0000_0000_0000...UInt64.max)
        #expect(GIDPrefix("0")?.range == 0...0x0FFF_FFFF_FFFF_FFFF)
        #expect(
            GIDPrefix("abcdef0123456789")?.range == 0xABCD_EF01_2345_6789...0xABCD_EF01_2345_6789)
        #expect(GID("ABCDEF0123456789")?.description == "abcdef0123456789")
    }

    private static let pages: [(Int, Int, [Int])] = [
        (0, 1, [0]), (0, 10, [0, 1, 2]), (1, 10, [1, 2]), (2, 1, [2]), (3, 1, []), (0, 0, []),
        (-1, 1, [2]), (-1, 2, [2, 1]), (-1, 10, [2, 1, 0]), (-2, 1, [1]), (-2, 5, [1, 0]),
        (-3, 5, [0]), (-4, 5, []), (.min, .max, []), (.max, .max, []), (0, .max, [0, 1, 2]),
        (-1, .max, [2, 1, 0]),
    ]

    @Test(arguments: pages)
    func `a page of a list of three`(_ offset: Int, count: Int, places: [Int]) {
        #expect(Page(offset: offset, count: count).places(in: 3) == places)
        #expect(Page(offset: offset, count: count).places(in: 0) == [])
    }

    private static let bitfields: [(Int64, [Int64], Int64, String)] = [
        (0, [], 0, ""), (1, [], 1, "00"), (1, [0, 1], 1, "80"),
        (1 << 20, [0, 1 << 20], 1, "80"), (3_000_000, [0, 3_000_000], 3, "e0"),
        (3_000_000, [0, 1 << 20], 3, "80"), (3_000_000, [1, 2_999_999], 3, "40"),
        (3_000_000, [2 << 20, 3_000_000], 3, "20"), (3_000_000, [0, (1 << 20) - 1], 3, "00"),
        (9 << 20, [0, 9 << 20], 9, "ff80"),
    ]

    @Test(arguments: bitfields)
    func `the bitfield of a file`(_ total: Int64, _ covered: [Int64], count: Int64, bits: String) {
        let pieces = Pieces(total: total)
        #expect(pieces.count == count)
        let range = covered.isEmpty ? [] : [ByteRange(covered[0], covered[1])]
        #expect(pieces.bitfield(ByteRangeSet(range)) == bits)
    }

    @Test func `a long file has longer pieces`() {
        #expect(Pieces(total: 65_535 << 20).length == 1 << 20)
        for total in [Int64(1) << 36, 1 << 50, .max] {
            let pieces = Pieces(total: total)
            #expect(pieces.count <= Pieces.most)
            #expect(
                pieces.bitfield(ByteRangeSet([ByteRange(0, total)])).utf8.first == UInt8(ascii: "f")
            )
        }
        #expect(Pieces(total: nil).count == 0)
    }

    @Test func `a notification names the method and the download`() throws {
        let gid = try #require(GID("00000000000000ab"))
        #expect(
            String(decoding: RPCNotification.start.text(about: gid), as: UTF8.self)
                == #"{"jsonrpc":"2.0","method":"aria2.onDownloadStart","params":[{"gid":"00000000000000ab"}]}"#
        )
    }
}
