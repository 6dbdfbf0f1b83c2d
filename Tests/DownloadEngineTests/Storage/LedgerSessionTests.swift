import DownloadCore
import Testing

@testable import DownloadEngine

/// Who works on which rows of the ledger, and how a long list is read.
@Suite struct LedgerSessionTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/ledger.sqlite" }

    private func entry(_ id: Int64) -> LedgerEntry {
        let request = DownloadRequest(source: "https://example.org/\(id)", directory: "/downloads")
        var entry = LedgerEntry(id: DownloadID(id), request: request, name: "\(id).iso")
        entry.position = id
        return entry
    }

    @Test func `the session of an ended process is continued, of a running one never`()
        async throws
    {
        let one = try Ledger.open(path: path, continues: true).ledger
        try await one.save([entry(1), entry(2)])
        let number = one.session.number
        await one.close()
        let two = try Ledger.open(path: path, continues: true).ledger
        #expect(two.session.number == number)
        #expect(try await two.loadQueue(claiming: true).map(\.isInUse) == [false, false])
        #expect(try await two.save([entry(1)]) == [])
        let three = try Ledger.open(path: path, continues: true).ledger
        #expect(three.session.number != number)
        #expect(try await three.loadQueue(claiming: true).map(\.isInUse) == [true, true])
        #expect(try await three.save([entry(1)]) == [DownloadID(1)])
        await three.close()
        #expect(try await two.save([entry(2)]) == [])
        await two.close()
        // One that only reads does not keep the rows from the next engine.
        let reader = try Ledger.open(path: path).ledger
        let four = try Ledger.open(path: path, continues: true).ledger
        #expect(try await reader.loadQueue(claiming: false).map(\.isInUse) == [true, true])
        #expect(try await four.loadQueue(claiming: true).map(\.isInUse) == [false, false])
    }

    @Test func `a list of several pages is loaded in its order`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        let count = Int64(Ledger.pageLength) * 2
        // Equal positions too are told apart at the ends of pages.
        let all = (1...count).map { number in
            var entry = entry(number)
            entry.position = number / 3
            return entry
        }
        try await ledger.save(all)
        #expect(try await ledger.loadQueue(claiming: true).map(\.id) == all.map(\.id))
    }
}
