@testable import DownloadCore
import Testing

struct BeginStories {
    @Test func `the first GET is the probe and the first fragment`() {
        var story = Story()
        #expect(story.download.lanes.count == 1)
        #expect(story.order(1)?.range == ByteRange(0, .max))
        #expect(story.order(1)?.ifRange == nil)
        #expect(story.download.isConsistent)
        let effects = story.part(1)
        #expect(
            effects == [
                "create f.bin 24 e\"v1\"", "served", "end 1 6", "accept 1 at 0",
                "open 2 6-12 if \"v1\"", "open 3 12-18 if \"v1\"", "open 4 18-24 if \"v1\"",
            ])
        #expect(story.picture == "aaaaaabbbbbbccccccdddddd")
    }

    @Test func `a lane that reaches its end stops, and a complete file is finished`() {
        var story = Story()
        _ = story.part(1)
        for lane in 2...4 { _ = story.part(lane) }
        story.bytes(1, to: 6)
        #expect(story.reachedEnd(1) == ["stop 1"])
        for lane in 2...3 {
            story.bytes(lane, to: Int64(lane) * 6)
            #expect(story.complete(lane) == [])
        }
        #expect(story.picture == "AAAAAABBBBBBCCCCCCdddddd")
        story.bytes(4, to: 24)
        #expect(story.complete(4) == ["finish f.bin"])
        #expect(story.state == .finishing)
        #expect(story.send(.finished(name: "f (1).bin")) == [])
        #expect(story.state == .done && story.download.name == "f (1).bin")
    }

    @Test func `200 is a single stream`() {
        var story = Story()
        #expect(
            story.whole(1, length: 24)
                == ["create f.bin 24 e\"v1\"", "served", "end 1 24", "accept 1 at 0"])
        #expect(story.download.mode.ranges == .none("the server does not support ranges"))
        story.bytes(1, to: 24)
        #expect(story.complete(1) == ["finish f.bin"])
    }

    @Test func `a small file is one fragment`() {
        var story = Story(length: 7)
        #expect(
            story.part(1) == ["create f.bin 7 e\"v1\"", "served", "end 1 7", "accept 1 at 0"])
        #expect(story.picture == "aaaaaaa")
    }

    @Test func `an empty file is finished at once and its lane stopped`() {
        var story = Story(length: 0)
        #expect(
            story.whole(1, length: 0).contains("finish f.bin") && story.download.lanes.isEmpty)
        story = Story(length: 0)
        let effects = story.says(1, .empty(Offer(length: 0)), status: 416)
        #expect(effects == ["create f.bin 0 ", "stop 1", "finish f.bin"])
        #expect(story.state == .finishing)
    }

    @Test func `a stream without a length ends where it ends`() {
        var story = Story()
        #expect(
            story.whole(1, length: nil)
                == ["create f.bin ? e\"v1\"", "served", "end 1 -", "accept 1 at 0"])
        story.bytes(1, to: 5)
        #expect(story.picture == "AAAAAaa~")
        #expect(story.complete(1) == ["finish f.bin"])
        #expect(story.picture == "AAAAA")
        #expect(story.download.plan.length == 5)
    }

    @Test func `a resumed stream of unknown length is complete at the total only`() {
        var story = Story(fragments: .fixed(1))
        _ = story.whole(1, length: nil)
        story.bytes(1, to: 5)
        _ = story.reset(1)
        #expect(story.wait(1) == ["open 2 5- if \"v1\""])
        // The server announces a length now, and sends only a part of the rest.
        _ = story.part(2, cap: 6)
        #expect(story.download.plan.length == 24)
        story.bytes(2, to: 11)
        #expect(!story.complete(2).contains("finish f.bin"))
        #expect(story.state == .running)
        #expect(story.download.plan.received == 11)
    }

    @Test func `the server's cap on ranges is learnt and the rest requested`() {
        var story = Story(fragments: .fixed(1))
        #expect(story.part(1, cap: 10).contains("end 1 10"))
        #expect(story.download.mode.server?.rangeCap == 10)
        story.bytes(1, to: 10)
        #expect(story.complete(1) == ["open 2 10-24 if \"v1\""])
        _ = story.part(2, cap: 10)
        story.bytes(2, to: 20)
        #expect(story.complete(2) == ["open 3 20-24 if \"v1\""])
        _ = story.part(3, cap: 10)
        story.bytes(3, to: 24)
        #expect(story.complete(3) == ["finish f.bin"])
    }

    @Test func `a body longer than its range is cut off`() {
        var story = Story(fragments: .fixed(1))
        _ = story.part(1, cap: 10)
        story.bytes(1, to: 10)
        #expect(story.reachedEnd(1) == ["stop 1", "open 2 10-24 if \"v1\""])
    }

    @Test func `a length missing from ranges is learnt from a single stream`() {
        var story = Story()
        let effects = story.says(
            1, .part(ByteRange(0, 24), Offer(length: nil)), status: 206)
        #expect(effects == ["stop 1", "open 2 plain"])
        #expect(story.whole(2, length: 24).contains("accept 2 at 0"))
    }

    @Test func `a server that fails on ranges is asked once without`() {
        var story = Story()
        let error = DownloadError(.status, "403 Forbidden", status: 403)
        #expect(story.says(1, .plainOnce(error), status: 403) == ["stop 1", "open 2 plain"])
        #expect(story.says(2, .fail(error), status: 403) == ["stop 2"])
        #expect(story.state == .failed(error))
    }

    @Test func `a redirect is followed, and other lanes use its target`() {
        var story = Story()
        let place = "http://cdn.example/x?token=1"
        #expect(story.redirect(1, to: place) == ["open 2 0- of \(place)"])
        #expect(
            story.part(2) == [
                "create f.bin 24 e\"v1\"", "served", "end 2 6", "accept 2 at 0",
                "open 3 6-12 if \"v1\" of \(place)", "open 4 12-18 if \"v1\" of \(place)",
                "open 5 18-24 if \"v1\" of \(place)",
            ])
        #expect(story.order(3)?.mayUseCredentials == false)
        // The token is valid for one request: each lane starts at the source again.
        #expect(story.status(3, 403) == ["stop 3", "open 6 6-12 if \"v1\""])
        #expect(story.redirect(6, to: place + "6") == ["open 7 6-12 if \"v1\" of \(place)6"])
        _ = story.part(7)
        #expect(story.status(4, 403) == ["stop 4", "open 8 12-18 if \"v1\""])
    }

    @Test func `20 redirects are followed, not 21`() {
        var story = Story()
        for hop in 1...20 {
            #expect(
                story.redirect(hop, to: "http://a.example/\(hop)")
                    == ["open \(hop + 1) 0- of http://a.example/\(hop)"])
        }
        #expect(story.redirect(21, to: "http://a.example/21") == [])
        #expect(story.state == .failed(DownloadError(.redirect, "more than 20 redirects")))
    }

    @Test(arguments: ["ftp://a.example/f", "file:///etc/passwd", "gopher://a.example/"])
    func `a redirect to an unsupported scheme is refused`(url: String) {
        var story = Story()
        #expect(story.redirect(1, to: url) == [])
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.kind == .redirect && !error.cause.contains("passwd"))
    }
}
