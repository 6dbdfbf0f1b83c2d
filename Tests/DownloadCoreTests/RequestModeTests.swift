import Testing

@testable import DownloadCore

/// How a file is requested.
struct RequestModeTests {
    @Test func `a request without a range stays so until another server is asked`() {
        var mode = RequestMode()
        #expect(mode.form == .ranged && !mode.isPlain && !mode.isStream)
        mode.goPlain(because: "no ranges")
        #expect(mode.form == .whole && mode.isStream)
        mode.decode()
        mode.omitRange()
        #expect(mode.form == .decoded && mode.isPlain && mode.isDecoding)
        mode.begin()
        #expect(mode.form == .ranged && mode.ranges == .unknown)
    }

    /// The part that was sent of bytes 0 to 24, of which those to `asked` were requested; whether
    /// it is limited.
    @Test(arguments: [(24, Int64.max, false), (10, .max, true), (10, 10, false), (10, 12, true)])
    func `a part shorter than requested shows the server's limit, once`(
        sent: Int64, asked: Int64, isLimited: Bool
    ) {
        var mode = RequestMode()
        mode.server = ServerFacts(host: "a.example")
        mode.wholeInstead = 2
        mode.rangeRefusals = 1
        let isNews = mode.servedPart(ByteRange(0, sent), asked: asked, total: 24)
        let isNewsAgain = mode.servedPart(ByteRange(0, sent), asked: asked, total: 24)
        #expect(isNews == isLimited && !isNewsAgain)
        #expect(mode.server?.rangeCap == (isLimited ? sent : nil))
        #expect(mode.ranges == .given && mode.wholeInstead == 0 && mode.rangeRefusals == 0)
    }

    @Test func `a server that starts over is retried twice while others start where they should`() {
        var doubts = FileServerDoubts()
        let answers = (0..<3).map { _ in doubts.restarted(others: true) }
        #expect(answers == [true, true, false])
        var alone = FileServerDoubts()
        let isRetried = alone.restarted(others: false)
        #expect(!isRetried)
    }
}
