import Testing

@testable import DownloadCore

/// How far the bytes on disk can be trusted.
struct FileVersionTests {
    private let identity = FileIdentity(length: 24, validator: Story.tag("\"v1\""))
    private let covered = ByteRangeSet([ByteRange(0, 8)])

    private func facts(_ covered: ByteRangeSet, isDoubtful: Bool = false) -> PartFacts {
        PartFacts(name: "f.bin", identity: identity, covered: covered, isDoubtful: isDoubtful)
    }

    @Test func `the bytes of an earlier run are at stake until they are dropped`() {
        var version = FileVersion()
        version.take(facts(covered))
        #expect(version.standing == .claimed && version.origin == .earlierRun && version.hasPart)
        version.confirm()
        #expect(version.standing == .resumed && version.isVerified && version.isResumed)
        version.begin(identity)
        #expect(version.standing == .confirmed)
        version.forget()
        #expect(version.standing == .open && version.origin == .thisRun && version.hasPart)
    }

    @Test func `a part file without bytes has nothing at stake`() {
        var version = FileVersion()
        version.take(facts(ByteRangeSet()))
        #expect(version.standing == .open && version.origin == .thisRun)
    }

    /// The bytes at stake after a stop, whether there were bytes of an earlier run, the standing.
    @Test(
        arguments: [
            (nil, false, .open), (0, false, .open), (8, false, .claimed), (nil, true, .claimed),
            (0, true, .open), (8, true, .claimed),
        ] as [(Int64?, Bool, FileVersion.Standing)])
    func `a stop requires another confirmation`(
        received: Int64?, isResumed: Bool, standing: FileVersion.Standing
    ) {
        var version = FileVersion()
        if isResumed { version.take(facts(covered)) } else { version.begin(identity) }
        version.confirm()
        version.requireConfirmation(of: received)
        #expect(version.standing == standing)
    }

    @Test func `a doubtful record is trusted once its bytes have been compared`() {
        var version = FileVersion()
        version.take(facts(covered, isDoubtful: true))
        #expect(version.isDoubtful && version.isFromDisk)
        version.confirmRecord()
        #expect(!version.isDoubtful && version.isFromDisk)
    }

    @Test func `a file that was set aside is taken back, doubtful if it was disproved`() {
        for isDisproved in [false, true] {
            var version = FileVersion()
            version.take(facts(covered))
            version.setAside(covered, isDisproved: isDisproved)
            #expect(version.identity == nil && version.standing == .open)
            let known = version.knownFile(name: "f.bin", received: 0)
            #expect(known.length == 24 && known.received == 8)
            let former = version.takeFormer(name: "f.bin")
            #expect(former == facts(covered, isDoubtful: isDisproved))
            let again = version.takeFormer(name: "f.bin")
            #expect(again == nil)
        }
    }

    @Test func `a stream of unknown length is not taken back`() {
        var version = FileVersion()
        version.hasPart = true
        version.begin(FileIdentity(length: nil, validator: .none))
        version.setAside(covered, isDisproved: false)
        let former = version.takeFormer(name: "f.bin")
        #expect(former == nil && version.former != nil)
    }
}
