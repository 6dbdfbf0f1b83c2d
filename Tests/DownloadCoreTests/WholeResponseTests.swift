import Testing

@testable import DownloadCore

/// Responses with the whole file, and with the former file set aside.
struct WholeResponseTests {
    private func mode(_ ranges: DownloadSnapshot.Ranges, plain: Bool = false) -> RequestMode {
        var mode = RequestMode()
        mode.ranges = ranges
        if plain { mode.omitRange() }
        return mode
    }

    private var resumed: FileVersion {
        var version = FileVersion()
        version.take(
            PartFacts(
                name: "f.bin", identity: FileIdentity(length: 24, validator: .none),
                covered: ByteRangeSet([ByteRange(0, 8)])))
        return version
    }

    private let noRanges = "the server does not support ranges"

    private func decision(
        _ mode: RequestMode, _ version: FileVersion = FileVersion(), asks: Bool = true,
        change: (inout WholeResponse) -> Void = { _ in }
    ) -> WholeResponse.Decision {
        var response = WholeResponse(Offer(length: 24))
        change(&response)
        var policy = Download.Policy()
        policy.asks = asks
        return response.decision(mode, version, policy)
    }

    @Test func `a first response is accepted, with the reason for one stream`() {
        #expect(decision(mode(.unknown)) == .accept(noRanges))
        #expect(decision(mode(.unknown, plain: true)) == .accept("asked without a range"))
        let unknown = decision(mode(.unknown)) {
            $0.offer.length = nil
            $0.isHTTP = false
        }
        #expect(unknown == .accept("the server does not announce the file's size"))
    }

    @Test func `a server that has sent ranges is retried three times`() {
        var mode = mode(.given)
        for _ in 0..<3 {
            #expect(decision(mode) { $0.isAtStake = true } == .retry)
            mode.wholeInstead += 1
        }
        #expect(decision(mode) { $0.isAtStake = true } == .startOver(noRanges))
        #expect(decision(mode) { $0.othersServe = true } == .retry)
    }

    @Test(arguments: [("f.bin", true), ("f.bin.gz", false)])
    func `a server that compresses after it has sent ranges is asked again, and its body decoded`(
        _ name: String, _ isDecoded: Bool
    ) {
        let compresses = { (response: inout WholeResponse) in
            response.offer.codings = ["gzip"]
            response.isAtStake = true
            response.name = name
        }
        var mode = mode(.given)
        for _ in 0..<3 {
            #expect(decision(mode, change: compresses) == .retry)
            mode.wholeInstead += 1
        }
        #expect(
            decision(mode, change: compresses) == (isDecoded ? .decode : .startOver(noRanges)))
        // The next response is decoded in transit.
        mode.decode()
        #expect(decision(mode) { $0.isAtStake = true } == .startOver("asked without a range"))
        #expect(decision(mode, resumed, asks: true, change: compresses) == .ask)
    }

    @Test func `an unchanged file is compared instead`() {
        let isCompared = { (response: inout WholeResponse) in
            response.isAtStake = true
            response.sentIfRange = true
        }
        #expect(decision(mode(.given), change: isCompared) == .compare)
        #expect(decision(mode(.unknown), resumed, change: isCompared) == .compare)
        #expect(decision(mode(.unknown), change: isCompared) == .startOver(noRanges))
    }

    @Test func `bytes of an earlier run are not dropped without a question`() {
        var mode = mode(.unknown)
        mode.wholeInstead = 2
        #expect(decision(mode, resumed) { $0.isAtStake = true } == .ask)
        #expect(
            decision(mode, resumed, asks: false) { $0.isAtStake = true } == .startOver(noRanges))
        let begun = decision(mode, resumed) {
            $0.isAtStake = true
            $0.hasBegun = true
        }
        #expect(begun == .accept(noRanges))
    }

    @Test func `an unasked coding is decoded, unless bytes are at stake`() {
        let isEncoded = { (response: inout WholeResponse) in
            response.offer.codings = ["gzip"]
            response.name = "page.html"
        }
        #expect(decision(mode(.unknown), change: isEncoded) == .decode)
        var decoding = mode(.unknown)
        decoding.decode()
        #expect(decision(decoding, change: isEncoded) == .accept("asked without a range"))
    }

    // MARK: The former file

    private func renewal(
        _ judgement: Judgement, isDisproved: Bool = false
    ) -> Renewal {
        let date = "Wed, 21 Oct 2015 07:28:00 GMT"
        let file = KnownFile(
            length: 24, validator: Story.tag("\"v1\"", modified: date), name: "f.bin", received: 8)
        return Renewal(judgement, status: 200, of: file, isDisproved: isDisproved)
    }

    private func offer(_ tag: String, _ modified: String? = nil, length: Int64 = 24) -> Offer {
        var offer = Offer(length: length)
        offer.validator = Story.tag(tag, modified: modified)
        return offer
    }

    @Test func `the former file comes back, or another version of it begins`() {
        let same = offer("\"v1\"", "Wed, 21 Oct 2015 07:28:00 GMT")
        #expect(renewal(.whole(same)) == .same)
        #expect(renewal(.whole(same), isDisproved: true) == .version(same))
        let new = offer("\"v2\"", "Wed, 21 Oct 2020 07:28:00 GMT", length: 30)
        #expect(renewal(.whole(new)) == .version(new))
        #expect(renewal(.retry(DownloadError(.busy, "503"), retryAfter: nil)) == .none)
    }

    @Test func `an error page or an older version does not replace the file`() {
        let old = offer("\"v0\"", "Wed, 21 Oct 2010 07:28:00 GMT")
        guard case .refused(let error) = renewal(.whole(old)) else {
            Issue.record("an older version is taken")
            return
        }
        #expect(error.kind == .changed)
        guard case .refused = renewal(.whole(offer("\"x\"", length: 1))) else {
            Issue.record("a page of one byte is taken")
            return
        }
    }
}
