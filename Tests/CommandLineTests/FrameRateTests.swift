import DownloadCore
import Testing

@testable import pdl_tui

struct FrameRateTests {
    private let start = Instant(seconds: 100)

    @Test func `frames keep the interval, but a key does not wait for the last one`() {
        var rate = FrameRate()
        #expect(rate.wait(isUrgent: false, at: start) == 0)
        rate.noteFrame(at: start)
        #expect(abs(rate.wait(isUrgent: false, at: start + 0.01) - 0.0233) < 0.001)
        #expect(rate.wait(isUrgent: true, at: start + 0.01) == 0)
        rate.noteFrame(at: start + 0.01)
        #expect(rate.wait(isUrgent: true, at: start + 0.02) > 0, "a held key draws no faster")
        #expect(rate.wait(isUrgent: true, at: start + 0.05) == 0)
    }

    @Test func `a frame that changes nothing does not delay the next one`() {
        var rate = FrameRate()
        #expect(rate.wait(isUrgent: true, at: start) == 0)
        #expect(rate.wait(isUrgent: false, at: start + 0.005) == 0)
    }
}
