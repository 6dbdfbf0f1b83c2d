import Testing

@testable import DownloadCore

/// The log of a download's events.
struct EventLogTests {
    @Test func `the last 200 events are kept`() {
        var log = EventLog()
        for number in 1...450 { log.add("\(number)", at: Double(number)) }
        #expect(log.events.count == EventLog.most)
        #expect(log.events.first?.text == "251" && log.events.last?.text == "450")
    }

    @Test func `a refusal is logged, and stays in the log when it is cleared`() {
        var log = EventLog([DownloadEvent(time: 1, text: "a")])
        log.refuse("stays", at: 2)
        #expect(log.refusal == log.events.last && log.events.count == 2)
        log.forgetRefusal()
        #expect(log.refusal == nil && log.events.count == 2)
        let refusal = DownloadEvent(time: 3, text: "b")
        #expect(EventLog([], refusal: refusal).events == [refusal])
    }
}
