import CLibcurl
import DownloadCore
import Testing

@testable import DownloadEngine

/// Bytes of a lane that arrive before their head has been judged.
@Suite struct `A lane and an early body` {
    private let bytes = (0..<200 << 10).map { UInt8(truncatingIfNeeded: $0 / 251) }
    private let laneContext = LaneContext(pool: BlockPool(most: 4))
    private let disk: Disk
    private let lane: Lane

    init() throws {
        disk = Disk(directory: "/nowhere", pool: laneContext.pool) {}
        var order = LaneOrder(url: "http://host/f", source: 0, redirects: 0, end: .max)
        order.range = ByteRange(0, .max)
        var hosts = HostTable(most: 1)
        let setup = LaneSetup(
            id: LaneID(1), order: order, host: hosts.id(of: order.url),
            transport: TransportOptions(), slot: OpenPart { _, _, _ in }, disk: disk)
        lane = Lane(
            setup, of: DownloadTransfers(id: DownloadID(1)), handle: try #require(EasyHandle()),
            overlap: [], laneContext: laneContext)
    }

    private func receive(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { lane.receive(body: $0) }
    }

    @Test func `it is written at once when the head is accepted`() throws {
        lane.awaitJudgement(length: Int64(bytes.count))
        #expect(receive(bytes[..<100_000]) == 100_000)
        #expect(receive(bytes[100_000...]) == bytes.count - 100_000)
        #expect(lane.cursor == 0)
        lane.span.end = Int64(bytes.count)
        lane.accept(at: 0, overlap: 0)
        lane.gathersWhole = true
        #expect(!lane.awaitsRelease)
        #expect(laneContext.takeMoved().count == 1)
        let block = try #require(lane.takeWhole())
        withExtendedLifetime(block) { #expect(Array(block.filled) == bytes) }
    }

    @Test func `the rest of one beyond the lane's end waits until the end is moved`()
        throws
    {
        lane.awaitJudgement(length: Int64(bytes.count))
        #expect(receive(bytes[...]) == bytes.count)
        lane.span.end = 128 << 10
        lane.accept(at: 0, overlap: 0)
        lane.gathersWhole = true
        // The response may have ended by now: its relevant bytes must not wait.
        #expect(lane.cursor == 128 << 10)
        #expect(lane.hold == .end)
        #expect(lane.awaitsRelease)
        // Later bytes must not overtake waiting ones.
        #expect(receive(bytes[..<10]) == pdl_write_pause)
        #expect(lane.release().isSuccess)
        #expect(lane.hold == .end)
        #expect(lane.cursor == 128 << 10)
        lane.span.end = Int64(bytes.count)
        _ = lane.release()
        #expect(lane.hold == nil)
        #expect(!lane.awaitsRelease)
        #expect(lane.cursor == bytes.count)
        let block = try #require(lane.takeWhole())
        withExtendedLifetime(block) { #expect(Array(block.filled) == bytes) }
    }

    @Test func `one that is long or of unknown length is paused`() {
        for length in [-1, Int64(Block.capacity) + 1] {
            lane.awaitJudgement(length: length)
            #expect(receive(bytes[..<10]) == pdl_write_pause)
        }
    }

    @Test func `that of a refused head releases its memory`() {
        for _ in 0..<8 {
            lane.awaitJudgement(length: 10)
            #expect(receive(bytes[..<10]) == 10)
            lane.discard(at: Instant(seconds: 0))
        }
    }
}
