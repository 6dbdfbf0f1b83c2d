import DownloadCore
import EngineLink
import Testing

@testable import pdl_tui

@Suite struct `What an engine hands over` {
    private func snapshot(_ count: Int, headerLength: Int) -> Snapshot {
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = (1...count).map { number in
            var request = DownloadRequest(source: "https://h/\(number)", directory: "/d")
            request.transport.headers = ["X-Key: " + String(repeating: "k", count: headerLength)]
            return DownloadSnapshot(
                id: DownloadID(Int64(number)), request: request, name: "\(number)")
        }
        snapshot.limit = 5
        return snapshot
    }

    @Test(arguments: [(1, 10), (1_000, 10), (150, 60_000), (2, 4 << 20)])
    func `it fits the frames, however much it is`(_ count: Int, _ headerLength: Int) throws {
        var state = HandOver()
        state.note(snapshot(count, headerLength: headerLength), cookies: [DownloadID(1): ["c"]])
        let parts = try state.parts()
        #expect(parts.allSatisfy { Frame.bytes(of: $0) != nil })
        #expect(parts.map(\.isPartial) == parts.indices.map { $0 < parts.count - 1 })
        var rest = parts[...]
        let joined = try #require(HandOver.joined { rest.popFirst() })
        #expect(joined.downloads.map(\.id) == state.downloads.map(\.id))
        #expect(joined.downloads.count == count && joined.downloads[0].cookies == ["c"])
        #expect(joined.limit == 5 && joined.hasState)
        #expect(HandOver.joined { nil } == nil)
    }

    @Test func `a download that is too large is a fault before anything ends`() {
        var state = HandOver()
        state.note(snapshot(1, headerLength: 9 << 20), cookies: [:])
        #expect(throws: LinkError.self) { try state.parts() }
    }

    @Test func `what the ledger keeps is left out`() {
        var state = HandOver()
        var plain = snapshot(2, headerLength: 1)
        plain.downloads[0] = DownloadSnapshot(
            id: DownloadID(1), request: DownloadRequest(source: "https://h/1", directory: "/d"),
            name: "1")
        state.note(plain, cookies: [:])
        #expect(state.downloads.map(\.id) == [DownloadID(2)])
    }
}
