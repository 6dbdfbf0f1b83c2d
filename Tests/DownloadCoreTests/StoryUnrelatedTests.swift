import Testing

@testable import DownloadCore

/// Servers that respond with something other than the file of 24 bytes, of which ten exist.
struct UnrelatedStories {
    private static let page =
        "the server sent a web page instead of the file (login or captive portal?)"

    private func part(_ validator: Validator = Story.tag("\"v1\"")) -> PartFacts {
        PartFacts(
            name: "f.bin",
            identity: FileIdentity(
                length: 24, validator: validator,
                mediaType: MediaType("application/octet-stream")),
            covered: ByteRangeSet([ByteRange(0, 10)]))
    }

    /// Answers every open lane like this and advances the time until no requests are made.
    private func answerAll(
        _ story: inout Story, most: Int = 40,
        with head: (LaneOrder) -> (ResponseHead)
    ) {
        for _ in 0..<most where story.download.state == .running {
            for lane in story.download.lanes.keys.sorted() {
                guard let order = story.download.lanes[lane]?.order else { continue }
                let judgement = Judgement.judge(
                    head(order), expecting: story.download.expectation(of: order), now: 0)
                _ = story.send(.head(lane, judgement, HeadFacts(status: 200)))
                #expect(story.download.isConsistent)
            }
            _ = story.wait(5)
        }
    }

    private func head(_ type: String?, _ length: Int64?, tag: String? = nil) -> ResponseHead {
        var fields: [(String, String)] = []
        if let type { fields.append(("Content-Type", type)) }
        if let length { fields.append(("Content-Length", "\(length)")) }
        if let tag { fields.append(("ETag", tag)) }
        return ResponseHead(status: 200, fields: fields)
    }

    @Test(arguments: ["text/html", "application/json", "text/plain", "text/xml", nil])
    func `a page costs no bytes, and without a user it fails`(type: String?) {
        for validator in [Story.tag("\"v1\""), .none] {
            for length in [1, 0, 5, nil] as [Int64?] {
                var story = Story(part: part(validator), asks: false, witnesses: 3, beginning: 4)
                answerAll(&story) { _ in head(type, length) }
                guard case .failed(let error) = story.state else {
                    Issue.record("\(story.state) \(type ?? "-") \(length ?? -1)")
                    continue
                }
                #expect(error.kind == .changed)
                if type == "text/html" { #expect(error.cause == Self.page) }
                #expect(story.download.plan.received == 10)
                #expect(story.download.version.identity?.validator == validator)
            }
        }
    }

    @Test func `the user is asked, and can retry or start over`() {
        var story = Story(part: part(), witnesses: 3, beginning: 4)
        answerAll(&story) { _ in head("text/html", 5) }
        #expect(story.state == .paused(.question(.unrelated(Self.page))))
        #expect(story.download.plan.received == 10)
        _ = story.send(.retry)
        #expect(story.send(.start) == ["open 6 8-24 if \"v1\" overlap 2"])
        answerAll(&story) { _ in head("text/html", 5) }
        _ = story.send(.startOver)
        #expect(story.send(.start).last?.hasSuffix("0-") == true)
        #expect(story.download.plan.received == 0)
    }

    @Test func `a page in the same run leaves other lanes alone and is retried`() {
        var story = Story(asks: false, witnesses: 3, beginning: 4)
        var offer = story.offer(24)
        offer.mediaType = "application/octet-stream"
        _ = story.send(.head(LaneID(1), .part(ByteRange(0, 24), offer), HeadFacts(status: 206)))
        _ = story.part(2)
        story.bytes(1, to: 2)
        let judgement = Judgement.judge(
            head("text/html", 5),
            expecting: story.download.expectation(of: story.order(3) ?? LaneOrder(url: "")), now: 0)
        let effects = story.says(3, judgement, status: 200)
        #expect(effects == ["stop 3"])
        #expect(story.download.lanes.count == 3 && story.download.plan.received == 2)
        #expect(story.wait(1).contains { $0.hasPrefix("open") })
    }

    @Test func `a broken stream that returns as a page is not the page`() {
        for length in [24, nil] as [Int64?] {
            var story = Story(fragments: .fixed(1), asks: false, witnesses: 3, beginning: 4)
            story.validator = .none
            var offer = story.offer(length)
            offer.mediaType = "application/octet-stream"
            _ = story.send(.head(LaneID(1), .whole(offer), HeadFacts(status: 200)))
            story.bytes(1, to: 10)
            _ = story.reset(1)
            _ = story.wait(1)
            answerAll(&story) { _ in head("text/html", 5) }
            guard case .failed(let error) = story.state else {
                Issue.record("\(story.state)")
                continue
            }
            #expect(error.cause == Self.page)
        }
    }

    @Test func `a paused stream that returns as a page is not the page`() {
        var story = Story(fragments: .fixed(1), asks: false)
        story.validator = .none
        var offer = story.offer(nil)
        offer.mediaType = "application/octet-stream"
        _ = story.send(.head(LaneID(1), .whole(offer), HeadFacts(status: 200)))
        story.bytes(1, to: 10)
        _ = story.send(.pause(.user))
        _ = story.send(.resume)
        _ = story.send(.start)
        answerAll(&story) { _ in head("text/html", 5) }
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.cause == Self.page)
    }

    @Test func `a body without a length that is far too short is not the file`() {
        var story = Story(fragments: .fixed(1), asks: false, witnesses: 3, beginning: 4)
        story.validator = .none
        _ = story.whole(1, length: nil)
        story.bytes(1, to: 100)
        _ = story.reset(1)
        _ = story.wait(1)
        #expect(story.whole(2, length: nil) == ["gather 2 4"])
        #expect(story.send(.gathered(LaneID(2), whole: 2)).first == "stop 2")
        #expect(story.download.plan.received == 100)
        _ = story.wait(1)
        #expect(story.whole(3, length: nil) == ["gather 3 4"])
        #expect(story.send(.gathered(LaneID(3), whole: nil)).contains("accept 3 at 0"))
    }

    // MARK: New versions

    @Test func `a new version replaces the old one only when it arrives`() {
        var story = Story(part: part(), asks: false, witnesses: 3, beginning: 4)
        for lane in 1...2 { #expect(story.changed(lane).first == "stop \(lane)") }
        #expect(story.download.plan.received == 10)
        #expect(story.changed(3) == ["stop 3", "open 4 0-"])
        story.validator = Story.tag("\"v2\"")
        story.length = 30
        var offer = story.offer(30)
        offer.mediaType = "application/octet-stream"
        let head = Download.Event.head(
            LaneID(4), .part(ByteRange(0, 30), offer), HeadFacts(status: 206))
        #expect(story.send(head) == ["gather 4 4"])
        // It breaks before that: nothing is lost yet.
        _ = story.reset(4)
        #expect(story.download.version.former?.covered.count == 10)
        _ = story.wait(1)
        let again = Download.Event.head(
            LaneID(5), .part(ByteRange(0, 30), offer), HeadFacts(status: 206))
        #expect(story.send(again) == ["gather 5 4"])
        let effects = story.send(.gathered(LaneID(5), whole: nil))
        #expect(effects.prefix(1) == ["restart 30 e\"v2\""] && effects.contains("accept 5 at 0"))
        #expect(story.download.version.former == nil && story.download.isConsistent)
    }

    @Test func `a new version that is a page keeps the old one`() {
        for asks in [false, true] {
            var story = Story(part: part(), asks: asks, witnesses: 3, beginning: 4)
            story.download.retrieval.version.confirm()
            for lane in 1...3 { _ = story.changed(lane) }
            answerAll(&story) { _ in head("text/html", 5) }
            #expect(story.download.plan.received == 10)
            #expect(story.download.version.identity?.length == 24)
            if asks {
                #expect(story.state == .paused(.question(.unrelated(Self.page))))
            } else {
                #expect(story.state == .failed(DownloadError(.changed, Self.page, status: 200)))
            }
        }
    }

    @Test func `a new version that is the old one resumes with the existing bytes`() {
        var story = Story(part: part(), asks: false, witnesses: 3, beginning: 4)
        for lane in 1...3 { _ = story.changed(lane) }
        #expect(story.order(4)?.range == ByteRange(0, .max))
        #expect(story.part(4) == ["stop 4", "open 5 8-24 if \"v1\" overlap 2"])
        #expect(story.download.plan.received == 10 && story.download.isConsistent)
    }

    @Test func `a pause during a request for a new version keeps the old one`() {
        var story = Story(part: part(), asks: false, witnesses: 3, beginning: 4)
        for lane in 1...3 { _ = story.changed(lane) }
        _ = story.send(.pause(.user))
        #expect(story.download.plan.received == 10 && story.download.isConsistent)
    }

    // MARK: Odd responses

    @Test(arguments: [1, 2])
    func `a range refused once or twice costs nothing`(times: Int) {
        let error = DownloadError(.status, "416", status: 416)
        var story = Story(part: part(), asks: false, witnesses: 3, beginning: 4)
        for lane in 1...times {
            #expect(story.says(lane, .plainOnce(error), status: 416).first == "stop \(lane)")
        }
        let lane = times + 1
        #expect(story.order(lane)?.range == ByteRange(8, 24))
        _ = story.part(lane)
        #expect(story.download.plan.received == 10 && story.download.version.isVerified)
    }

    @Test func `one 416 or one other version costs nothing`() {
        for judgement in [
            Judgement.changed("it is 9 bytes long now", nil),
            .changed("another ETag", Offer(length: 24)),
        ] {
            var story = Story(part: part(), witnesses: 3, beginning: 4)
            _ = story.says(1, judgement, status: 416)
            #expect(story.order(2)?.ifRange == "\"v1\"")
            _ = story.part(2)
            #expect(story.download.plan.received == 10 && story.state == .running)
        }
    }

    @Test func `a version that stays older is not accepted`() {
        let begun = Story.tag(
            "\"v2\"", modified: "Fri, 02 Jan 2026 00:00:00 GMT",
            date: "Fri, 02 Jan 2026 00:00:01 GMT")
        var story = Story(part: part(begun), asks: false, witnesses: 3, beginning: 4)
        answerAll(&story) { _ in
            ResponseHead(
                status: 200,
                fields: [
                    ("Content-Length", "24"), ("ETag", "\"v1\""),
                    ("Content-Type", "application/octet-stream"),
                    ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
                ])
        }
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.cause.contains("older file"))
        #expect(story.download.plan.received == 10)
    }

    @Test func `servers with a new tag for each response have their bytes compared`() {
        var story = Story(part: part(), asks: false, witnesses: 3, beginning: 4)
        for number in 1...6 {
            let lane = story.download.lanes.keys.max() ?? LaneID(0)
            var offer = Offer(length: 24)
            offer.validator = Story.tag("\"node-\(number)\"")
            _ = story.send(.head(lane, .changed("another ETag", offer), HeadFacts(status: 206)))
        }
        #expect(story.download.version.watch.isComparing)
        #expect(story.order(7)?.range == ByteRange(7, 24))
        #expect(story.order(7)?.ifRange == nil && story.order(7)?.overlap == 3)
        story.validator = Story.tag("\"node-7\"")
        #expect(story.part(7).contains("accept 7 at 7 after 3"))
        story.bytes(7, to: 15)
        #expect(story.reset(7) == ["open 8 12-24 overlap 3"])
        story.validator = Story.tag("\"node-8\"")
        _ = story.part(8)
        story.bytes(8, to: 24)
        #expect(story.complete(8) == ["finish f.bin"])
    }

    @Test func `bytes that differ once are requested again`() {
        var story = Story(
            fragments: .fixed(1), part: part(.none), asks: false, witnesses: 3, beginning: 4)
        story.validator = .none
        for lane in 1...2 {
            _ = story.part(lane)
            #expect(story.send(.ended(LaneID(lane), .overlapDiffers)).count == 1)
            #expect(story.download.plan.received == 10)
        }
        _ = story.part(3)
        #expect(story.send(.ended(LaneID(3), .overlapDiffers)) == ["open 4 0-"])
        // The head of the new file has the same fields as that of the old one.
        #expect(story.part(4) == ["gather 4 4"])
        #expect(story.send(.gathered(LaneID(4), whole: nil)).first == "restart 24 ")
    }
}
