import Testing

@testable import DownloadCore

/// Servers that break each connection early.
struct ConnectionCapTests {
    /// The bytes of the connections that broke, 0 being a complete response, and the rule.
    private static let rows: [([Int64], Int64?)] = [
        ([], nil), ([10, 10], nil), ([10, 10, 10], 10), ([10, 12, 9], 12),
        ([10, 10, 10, 15], 15), ([10, 10, 100, 10], nil), ([10, 10, 10, 100], nil),
        ([10, 10, 0, 10], nil), ([10, 10, 10, 0], nil), ([100, 10, 10, 10], 10),
    ]

    @Test(arguments: rows)
    func `three early breaks in a row show a rule`(breaks: [Int64], rule: Int64?) {
        var cap = ConnectionCap()
        for count in breaks {
            if count == 0 { cap.lasted() } else { cap.broke(after: count, long: 100) }
        }
        #expect(cap.bytes == rule)
    }

    @Test func `compared bytes count, and a connection without new ones does not`() {
        var policy = Download.Policy()
        policy.resumeCheckBytes = 25
        var order = LaneOrder(url: Story.url, end: 1000)
        order.overlap = 20
        let time = Instant(seconds: 1)
        var work = LaneWork(fragment: 1, order: order, opened: time, lastByte: time)
        var cap = ConnectionCap()
        for _ in 0..<3 { cap.broke(work, policy) }
        cap.broke(nil, policy)
        #expect(cap == ConnectionCap())
        work.gained = 30
        for _ in 0..<3 { cap.broke(work, policy) }
        #expect(cap.bytes == 50)
        work.gained = 80
        cap.broke(work, policy)
        #expect(cap.bytes == nil)
    }
}
