import DownloadCore
import Testing

@testable import TerminalUI

struct SelectionTests {
    private func rows(_ ids: [Int64], listed: [Int]? = nil) -> QueueRows {
        QueueRows(
            downloads: ids.map { Sample.download($0, "f\($0)", mebibytes: 1) }, listed: listed)
    }

    @Test func `the selection stays with its download`() {
        var selection = Selection()
        selection.select(row: 1, in: rows([1, 2, 3]))
        #expect(selection.id == DownloadID(2))
        selection.follow(rows([3, 1, 4, 2]))
        #expect(selection.row == 3 && selection.id == DownloadID(2))
        selection.follow(rows([3, 1]))
        #expect(selection.row == 1 && selection.id == DownloadID(1), "the nearest row is left")
        selection.follow(rows([]))
        #expect(selection.row == 0 && selection.id == nil)
    }

    @Test func `an added download is selected once it is listed`() {
        var selection = Selection()
        selection.select(row: 0, in: rows([1, 2]))
        selection.awaitAdded(besides: [DownloadID(1), DownloadID(2)])
        selection.selectAdded(in: rows([2, 1]))
        #expect(selection.id == DownloadID(1))
        selection.selectAdded(in: rows([1, 2, 3]))
        #expect(selection.id == DownloadID(3) && selection.row == 2)
        selection.selectAdded(in: rows([1, 2, 3, 4]))
        #expect(selection.id == DownloadID(3))
    }

    @Test func `a range of marks follows the selected row both ways`() {
        let all = rows([1, 2, 3, 4, 5])
        var selection = Selection()
        selection.select(row: 0, in: all)
        selection.toggleMark()
        selection.select(row: 2, in: all)
        selection.toggleRange(in: all)
        func extended(to row: Int) -> Set<DownloadID> {
            selection.select(row: row, in: all)
            selection.extendRange(in: all)
            return selection.marks
        }
        #expect(extended(to: 4) == [DownloadID(1), DownloadID(3), DownloadID(4), DownloadID(5)])
        #expect(extended(to: 1) == [DownloadID(1), DownloadID(2), DownloadID(3)])
        selection.toggleRange(in: all)
        #expect(extended(to: 4).count == 3, "the range has ended")
        selection.pruneMarks(keeping: rows([3, 9]).downloads)
        #expect(selection.marks == [DownloadID(3)])
    }

    @Test func `select all marks what is listed, then nothing`() {
        let listed = rows([1, 2, 3], listed: [2, 0])
        var selection = Selection()
        selection.toggleAll(in: listed)
        #expect(selection.marks == [DownloadID(1), DownloadID(3)])
        selection.toggleAll(in: listed)
        #expect(selection.marks.isEmpty)
    }

    @Test func `rows are found near and far`() {
        let many = rows(Array(1...100))
        #expect(many.row(of: DownloadID(50), near: 47) == 49)
        #expect(many.row(of: DownloadID(50), near: 1_000) == 49)
        #expect(many.row(of: DownloadID(101)) == nil)
        #expect(many[100] == nil && many[-1] == nil)
        #expect(rows([1, 2], listed: [1])[0]?.id == DownloadID(2))
    }
}
