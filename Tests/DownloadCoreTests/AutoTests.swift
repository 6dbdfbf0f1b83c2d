@testable import DownloadCore
import Testing

private let mebi = 1_048_576.0

/// `auto` compared with the best fixed number, over links of all kinds.
@Suite struct `Automatic numbers of connections` {
    static let links = [
        Link(name: "a rate for each connection", each: 4 * mebi),
        Link(name: "a low rate for each connection", size: 32 << 20, each: 0.5 * mebi),
        Link(name: "a line that one connection fills", size: 64 << 20, all: 20e6, rivals: [1, 4]),
        Link(
            name: "a line that four connections fill", each: 4 * mebi, all: 16 * mebi,
            rivals: [4, 16]),
        Link(
            name: "a server that serves four", size: 64 << 20, each: 4 * mebi, most: 4,
            rivals: [4, 16]),
        Link(
            name: "a short range for each request", size: 64 << 20, each: 4 * mebi,
            rangeCap: 1 << 20),
        Link(
            name: "eight short ranges", size: 32 << 20, each: 4 * mebi, most: 8, rangeCap: 1 << 20,
            rivals: [8]),
        Link(name: "a second's worth at once", each: 4 * mebi, burst: 4 << 20),
        Link(name: "far away", all: 50e6, trip: 0.08, startsSlowly: true),
        Link(
            name: "far away, a rate for each connection", each: 2 * mebi, trip: 0.08,
            startsSlowly: true),
        Link(
            name: "far away, short ranges", size: 128 << 20, all: 50e6, trip: 0.08,
            startsSlowly: true, rangeCap: 4 << 20),
        Link(
            name: "a rate for each of up to 64 connections", each: 0.5 * mebi, autoMost: 64,
            rivals: [64]),
        Link(
            name: "far away, a rate for each of up to 32 connections", each: 1 * mebi,
            trip: 0.08, startsSlowly: true, autoMost: 32, rivals: [32]),
        Link(
            name: "far away, up to 32 connections", all: 50e6, trip: 0.08, startsSlowly: true,
            autoMost: 32),
        Link(
            name: "a server that serves twenty", size: 128 << 20, each: 2 * mebi, most: 20,
            autoMost: 32),
    ]

    @Test(arguments: links)
    func `auto is within a tenth of the best count`(_ link: Link) {
        let auto = LinkModel(link, .auto)
        #expect(auto.download.state == .finishing)
        let fixed = link.rivals.map { ($0, LinkModel(link, .fixed($0)).time) }
        let best = fixed.map(\.1).min() ?? 0
        #expect(auto.time <= best * 1.1, "\(auto.time) s, others \(fixed)")
    }

    @Test func `a file that one connection fetches at once is not divided`() {
        let link = Link(name: "fast", size: 512 << 20, all: 2e9)
        let auto = LinkModel(link, .auto)
        #expect(auto.requests == 1)
        #expect(auto.time <= LinkModel(link, .fixed(1)).time)
    }

    @Test func `sixteen connections that saturate the line are not doubled for long`() {
        let auto = LinkModel(
            Link(name: "full at 20", each: 4 * mebi, all: 80 * mebi, autoMost: 64),
            .auto)
        #expect(auto.download.concurrency.tuner?.note == "16: more did not help")
    }

    /// The round-trip time, the lost packets, the maximum number of connections and the best one.
    @Test(arguments: [
        (0.02, 0.005, 32, 32), (0.08, 0.001, 32, 32), (0.08, 0.005, 32, 32), (0.08, 0.005, 64, 64),
        (0.3, 0.005, 32, 32),
    ])
    func `more than sixteen fetch over a line that loses packets`(
        _ trip: Double, _ loss: Double, _ most: Int, _ best: Int
    ) {
        let link = Link(
            name: "lossy", all: 48e6, trip: trip, startsSlowly: true, loss: loss, autoMost: most)
        let auto = LinkModel(link, .auto)
        #expect(auto.download.concurrency.target == best)
        let (few, many) = (LinkModel(link, .fixed(16)).time, LinkModel(link, .fixed(best)).time)
        #expect(auto.time <= few * 0.8 && auto.time <= many * 1.25, "\(auto.time): \(few), \(many)")
    }

    @Test(arguments: [0.02, 0.04, 0.08])
    func `a full line without loss is not divided among more than sixteen`(_ trip: Double) {
        let link = Link(
            name: "full", all: 48e6, trip: trip, startsSlowly: true, autoMost: 64)
        let auto = LinkModel(link, .auto)
        #expect(auto.download.concurrency.target == 16)
        #expect(auto.download.lanes.peak == 16)
        let fixed = LinkModel(link, .fixed(16)).time
        #expect(auto.time <= fixed * 1.05, "\(auto.time) s, 16: \(fixed)")
    }

    @Test func `a line that one connection saturates keeps few connections`() {
        let auto = LinkModel(Link(name: "full", size: 64 << 20, all: 20e6), .auto)
        #expect(auto.download.concurrency.tuner?.note == "4: more did not help")
    }
}
