import Testing

@testable import DownloadCore

/// What lanes and probes ask for.
struct LaneOrderTests {
    private let covered = ByteRangeSet([ByteRange(0, 12)])

    private func order(
        _ url: String = Story.url, from cursor: Int64, ifRange: String? = "\"v1\"",
        _ version: FileVersion, isOwner: Bool = true, rangeCap: Int64? = nil,
        connectionCap: Int64? = nil
    ) -> LaneOrder {
        var policy = Download.Policy()
        policy.resumeCheckBytes = 6
        policy.quickCheckBytes = 2
        var order = LaneOrder(
            to: ResolvedURL(url: url, redirects: 0), source: 0, end: 24, RequestMode(),
            DownloadRequest(source: url, directory: "/d").secretScope)
        order.ifRange = cursor > 0 ? ifRange : nil
        order.request(
            from: cursor, covered: covered, version, isOwner: isOwner, rangeCap: rangeCap,
            connectionCap: connectionCap, policy)
        return order
    }

    private func version(_ origin: FileVersion.Origin) -> FileVersion {
        var version = FileVersion()
        let identity = FileIdentity(length: 24, validator: Story.tag("\"v1\""))
        version.begin(identity)
        if origin != .thisRun {
            version.take(
                PartFacts(
                    name: "f.bin", identity: identity, covered: covered,
                    isDoubtful: origin == .doubtfulRecord))
        }
        return version
    }

    @Test func `a quarter of what a short connection brings is compared at most`() {
        let version = version(.thisRun)
        #expect(order(from: 12, ifRange: nil, version, connectionCap: 40).overlap == 6)
        #expect(order(from: 12, ifRange: nil, version, connectionCap: 8).overlap == 2)
        #expect(order(from: 12, ifRange: nil, version, rangeCap: 6, connectionCap: 40).overlap == 3)
    }

    @Test func `the first request is open-ended, for the whole file`() {
        let order = order(from: 0, FileVersion())
        #expect(order.range == ByteRange(0, .max) && order.overlap == 0 && order.start == 0)
    }

    /// Where the bytes come from, the validator, whether the source owns it, the bytes compared.
    @Test(
        arguments: [
            (.thisRun, "\"v1\"", true, 0), (.thisRun, nil, true, 6), (.thisRun, "\"v1\"", false, 2),
            (.earlierRun, "\"v1\"", true, 2), (.earlierRun, nil, true, 6),
            (.doubtfulRecord, "\"v1\"", true, 6),
        ] as [(FileVersion.Origin, String?, Bool, Int64)])
    func `the less is known of the bytes, the more are compared`(
        origin: FileVersion.Origin, ifRange: String?, isOwner: Bool, overlap: Int64
    ) {
        let order = order(from: 12, ifRange: ifRange, version(origin), isOwner: isOwner)
        #expect(order.overlap == overlap && order.start == 12)
        #expect(order.range == ByteRange(12 - overlap, 24))
    }

    @Test func `no more is compared than exists, nor than half of what a server sends`() {
        #expect(order(from: 13, ifRange: nil, version(.earlierRun)).overlap == 0)
        #expect(order(from: 12, ifRange: nil, version(.earlierRun), rangeCap: 6).overlap == 3)
        #expect(order(from: 3, ifRange: nil, version(.earlierRun)).overlap == 3)
    }

    @Test func `a file server is asked for all bytes from an offset on`() {
        let order = order("ftp://a.example/f.bin", from: 12, version(.thisRun))
        #expect(order.range == ByteRange(12, .max) && order.end == 24)
        var probe = LaneOrder(url: "ftp://a.example/f.bin", end: 12)
        probe.scheme = .ftp
        probe.probe(ByteRange(6, 12))
        #expect(probe.range == ByteRange(6, .max) && probe.overlap == 6)
    }
}
