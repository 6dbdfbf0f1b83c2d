import DownloadCore
import Testing

@testable import TerminalUI

struct NoticesTests {
    private let start = Instant(seconds: 100)

    @Test func `messages and the undo offer expire on their own`() {
        var notices = Notices()
        notices.say("a", .text, until: start + 5)
        notices.offerUndo(of: [DownloadID(1)], until: start + 8)
        #expect(notices.nextChange == start + 5)
        notices.expire(at: start + 5)
        #expect(notices.toast == nil && notices.canUndo)
        #expect(notices.nextChange == start + 8)
        notices.expire(at: start + 8)
        #expect(!notices.canUndo && notices.nextChange == nil)
    }

    @Test func `an undone removal takes its message with it`() {
        var notices = Notices()
        notices.say("Removed a (U to undo)", .text, until: start + 8)
        notices.offerUndo(of: [DownloadID(1)], until: start + 8)
        #expect(notices.takeRemoval() == [DownloadID(1)])
        #expect(notices.toast == nil)
        #expect(notices.takeRemoval() == nil)
    }

    @Test func `a refusal is reported once`() {
        var notices = Notices()
        var download = Sample.download(1, "a.iso", mebibytes: 1)
        download.refusal = DownloadEvent(time: 7, text: "cannot be moved")
        #expect(notices.refusal(in: [download], changed: []) == nil)
        #expect(notices.refusal(in: [download], changed: [0]) == "a.iso cannot be moved")
        #expect(notices.refusal(in: [download], changed: [0]) == nil)
        download.refusal = DownloadEvent(time: 8, text: "cannot be moved")
        #expect(notices.refusal(in: [download], changed: [0]) != nil)
    }

    @Test func `a queue that loads for long says so`() {
        var loading = Loading(from: start)
        #expect(!loading.isLong(at: start) && loading.nextChange(after: start) == start + 0.3)
        #expect(loading.isLong(at: start + 0.4) && loading.nextChange(after: start + 0.4) == nil)
        loading.end()
        #expect(!loading.isLong(at: start + 9) && loading.isOver)
    }
}
