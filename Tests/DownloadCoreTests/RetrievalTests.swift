import Testing

@testable import DownloadCore

/// How the bytes of a file are obtained, without the states of a download.
struct RetrievalTests {
    private let now = Download.Now(Instant(seconds: 100))

    /// A retrieval of a file of 24 bytes with one lane; the lane's identifier.
    private func begun(asks: Bool = true) throws -> (Retrieval, LaneID) {
        var policy = Download.Policy()
        policy.asks = asks
        policy.retry = RetryPolicy(tries: 1)
        var retrieval = Retrieval(DownloadRequest(source: Story.url, directory: "/d"), policy)
        let effects = retrieval.fill(allowance: 1, at: now)
        guard case .open(let lane, _)? = effects.first else {
            throw DownloadError(.defect, "no lane is opened")
        }
        return (retrieval, lane)
    }

    @Test func `auto may reach the limit of the host`() {
        var policy = Download.Policy()
        policy.autoMost = 32
        policy.autoMostByHost = ["a.example": 64, "b.example": 4]
        for (host, most) in [("a.example", 64), ("B.example:81", 4), ("c.example", 32)] {
            let request = DownloadRequest(source: "http://\(host)/f.bin", directory: "/d")
            var retrieval = Retrieval(request, policy)
            #expect(retrieval.policy.autoMost == most)
            // A new URL may lead to another host.
            _ = retrieval.replaceSource("http://b.example/f.bin")
            #expect(retrieval.policy.autoMost == 4)
        }
    }

    private func offer(_ length: Int64, _ tag: String = "\"v1\"") -> Offer {
        var offer = Offer(length: length)
        offer.validator = Story.tag(tag)
        return offer
    }

    @Test func `a first part provides the identity, the name and the mode`() throws {
        var (retrieval, lane) = try begun()
        let effects = retrieval.head(
            lane, .part(ByteRange(0, 24), offer(24)), HeadFacts(status: 206), at: now)
        #expect(
            effects.first
                == .createPart(
                    name: "f.bin",
                    FileIdentity(length: 24, validator: Story.tag("\"v1\""))))
        #expect(retrieval.version.standing == .confirmed && retrieval.mode.ranges == .given)
        let notes = retrieval.takeNotes()
        let again = retrieval.takeNotes()
        #expect(notes == [.event("206: 24 B, ranges supported")] && again == [])
        let outcome = retrieval.takeOutcome()
        #expect(outcome == nil)
    }

    @Test func `the last failed try is an outcome, which is taken once`() throws {
        var (retrieval, lane) = try begun()
        let error = DownloadError(.status, "404 Not Found", status: 404)
        _ = retrieval.head(lane, .fail(error), HeadFacts(status: 404), at: now)
        #expect(!retrieval.isStopped)
        _ = retrieval.conclude(at: now)
        #expect(retrieval.isStopped)
        let outcome = retrieval.takeOutcome()
        let again = retrieval.takeOutcome()
        #expect(outcome == .failed(error) && again == nil && !retrieval.isStopped)
    }

    @Test func `a change of bytes of an earlier run is a question, if one can be asked`() throws {
        for asks in [true, false] {
            var (retrieval, lane) = try begun(asks: asks)
            _ = retrieval.fetch.stopAll()
            retrieval.take(
                PartFacts(
                    name: "f.bin",
                    identity: FileIdentity(length: 24, validator: Story.tag("\"v1\"")),
                    covered: ByteRangeSet([ByteRange(0, 8)])))
            guard case .open(let next, _)? = retrieval.fill(allowance: 1, at: now).first else {
                Issue.record("no lane is opened")
                return
            }
            #expect(next != lane)
            _ = retrieval.changed("another ETag")
            let outcome = retrieval.takeOutcome()
            #expect(outcome == (asks ? .question(.changed("another ETag")) : nil))
            #expect((retrieval.version.former != nil) == !asks && retrieval.fetch.isPaired)
        }
    }

    @Test func `a Metalink stops the retrieval before a byte is kept`() throws {
        var (retrieval, lane) = try begun()
        var metalink = offer(24)
        metalink.mediaType = "application/metalink4+xml"
        let effects = retrieval.head(lane, .whole(metalink), HeadFacts(status: 200), at: now)
        #expect(effects.last == .readMetalink(url: Story.url))
        let outcome = retrieval.takeOutcome()
        #expect(outcome == .metalink && retrieval.version.identity == nil)
    }
}
