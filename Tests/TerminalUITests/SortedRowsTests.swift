import DownloadCore
import Testing

@testable import TerminalUI

/// The sort of a long queue, compared with a comparison of all texts and numbers.
struct SortedRowsTests {
    private func downloads(_ names: [String], lengths: [Int64?] = []) -> [DownloadSnapshot] {
        names.enumerated().map { index, name in
            var download = DownloadSnapshot(
                id: DownloadID(Int64(index + 1)),
                request: DownloadRequest(source: "https://h/\(index)", directory: "/d"), name: name)
            if index < lengths.count { download.length = lengths[index] }
            return download
        }
    }

    private func sorted(
        _ downloads: [DownloadSnapshot], by order: SortOrder, isReversed: Bool = false
    ) -> [Int] {
        SortedRows(
            Array(downloads.indices), of: downloads, by: order, isReversed: isReversed, Speeds()
        ).sorted
    }

    @Test(arguments: [
        ["b", "a", "", "ab", "a"],
        ["Model-0010.bin", "model-0002.bin", "MODEL-0001.bin", "model-0010.bin"],
        ["same-beginning-of-many-bytes-2", "same-beginning-of-many-bytes-10", "same-beginning"],
        ["12345678b", "12345678a", "12345678", "1234567"],
        ["Émile", "émilé", "éa", "Éz", "eé", "e", "ñ", "日本", "日"],
        ["x\u{0}", "x", "x\u{0}\u{0}a", "x\u{0}a"],
        ["only"], [],
    ])
    func `names are sorted regardless of case, and in queue order when equal`(
        _ names: [String]
    ) {
        let downloads = downloads(names)
        let folded = names.map { $0.lowercased() }
        let rows = Array(names.indices)
        #expect(
            sorted(downloads, by: .name)
                == rows.sorted { (folded[$0], $0) < (folded[$1], $1) })
        #expect(
            sorted(downloads, by: .name, isReversed: true)
                == rows.sorted {
                    folded[$0] == folded[$1] ? $0 < $1 : folded[$0] > folded[$1]
                })
    }

    @Test func `random names are sorted as by a plain comparison`() {
        var random = SeededRandom(seed: 7)
        let letters = Array("aAbB01é")
        let names = (0..<2_000).map { _ in
            let length = Int.random(in: 0..<12, using: &random)
            return "File-"
                + String((0..<length).compactMap { _ in letters.randomElement(using: &random) })
        }
        let folded = names.map { $0.lowercased() }
        #expect(
            sorted(downloads(names), by: .name)
                == names.indices.sorted { (folded[$0], $0) < (folded[$1], $1) })
    }

    @Test func `the largest come first, and those of unknown size last`() {
        let lengths: [Int64?] = [5, nil, 0, 1 << 40, 5, nil, 1]
        let downloads = downloads(lengths.map { _ in "f" }, lengths: lengths)
        #expect(sorted(downloads, by: .size) == [3, 0, 4, 6, 2, 1, 5])
        #expect(sorted(downloads, by: .size, isReversed: true) == [1, 5, 2, 6, 0, 4, 3])
    }

    @Test func `equal speeds and missing ends leave the queue's order`() {
        let downloads = downloads(["c", "b", "a"])
        #expect(sorted(downloads, by: .speed) == [0, 1, 2])
        #expect(sorted(downloads, by: .left, isReversed: true) == [0, 1, 2])
    }
}
