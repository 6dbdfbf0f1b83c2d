@testable import DownloadCore
import Testing

struct HostCeilingTests {
    private func at(_ seconds: Double) -> Instant { Instant(seconds: seconds) }

    /// A ceiling of eight that three refusals have lowered to four at second 0.
    private var four: HostCeiling {
        var ceiling = HostCeiling(most: 8)
        for _ in 0..<3 { ceiling.refused(serving: 4, at: at(0)) }
        return ceiling
    }

    @Test func `a host is asked for as many as settings allow`() {
        let ceiling = HostCeiling(most: 8)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered && ceiling.wakeUp == nil)
        #expect(HostCeiling(most: 0).allowed == 1)
    }

    @Test func `what an earlier run has learnt holds, within the settings`() {
        let ceiling = HostCeiling(most: 8, remembered: 3)
        #expect(ceiling.allowed == 3 && ceiling.isLowered)
        #expect(HostCeiling(most: 8, remembered: 20).allowed == 8)
        #expect(HostCeiling(most: 8, remembered: 0).allowed == 1)
    }

    @Test func `a download that was given more may have them, unless the host has refused`() {
        var ceiling = HostCeiling(most: 16)
        ceiling.limit(to: 28)
        #expect(ceiling.allowed == 28 && !ceiling.isLowered)
        for _ in 0..<3 { ceiling.refused(serving: 20, at: at(0)) }
        #expect(ceiling.allowed == 20 && ceiling.isLowered)
        ceiling.limit(to: 30)
        #expect(ceiling.allowed == 20 && ceiling.isLowered)
        ceiling.limit(to: 16)
        #expect(ceiling.allowed == 16 && !ceiling.isLowered)
    }

    @Test func `two refusals may be chance, three in a row are not`() {
        var ceiling = HostCeiling(most: 8)
        ceiling.refused(serving: 4, at: at(0))
        ceiling.refused(serving: 4, at: at(0))
        #expect(ceiling.allowed == 8)
        ceiling.accepted()
        ceiling.refused(serving: 4, at: at(0))
        ceiling.refused(serving: 4, at: at(0))
        #expect(ceiling.allowed == 8)
        ceiling.refused(serving: 4, at: at(0))
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
    }

    @Test func `it never goes up by a refusal, nor below one`() {
        var ceiling = four
        ceiling.refused(serving: 6, at: at(1))
        #expect(ceiling.allowed == 4)
        ceiling.refused(serving: 1, at: at(1))
        #expect(ceiling.allowed == 1)
    }

    @Test func `after quiet time one more is tried, if all that is allowed is in use`() {
        var ceiling = four
        #expect(ceiling.wakeUp == at(10))
        ceiling.rise(inUse: 4, at: at(9.9))
        #expect(ceiling.allowed == 4)
        ceiling.rise(inUse: 3, at: at(10))
        #expect(ceiling.allowed == 4)
        ceiling.rise(inUse: 4, at: at(10))
        #expect(ceiling.allowed == 5)
        ceiling.rise(inUse: 5, at: at(10.1))
        #expect(ceiling.allowed == 5)
    }

    @Test func `a trial that is refused is taken back at once and the next waits twice as long`() {
        var ceiling = four
        var time = 0.0
        for quiet in [10.0, 20, 40, 80, 160, 320, 600, 600] {
            #expect(ceiling.wakeUp == at(time + quiet))
            time += quiet
            ceiling.rise(inUse: 4, at: at(time))
            #expect(ceiling.allowed == 5)
            ceiling.refused(serving: 4, at: at(time))
            #expect(ceiling.allowed == 4)
        }
    }

    @Test func `trials that are accepted lead back to the top`() {
        var ceiling = four
        for step in 1...4 {
            ceiling.rise(inUse: 3 + step, at: at(Double(step) * 10))
            ceiling.accepted()
            #expect(ceiling.allowed == 4 + step)
        }
        #expect(!ceiling.isLowered && ceiling.wakeUp == nil)
        ceiling.rise(inUse: 8, at: at(100))
        #expect(ceiling.allowed == 8)
    }

    @Test func `a host that serves nobody is tried by one, and its first answer brings all back`() {
        var ceiling = HostCeiling(most: 8)
        for _ in 0..<5 { ceiling.refused(serving: 0, at: at(0)) }
        #expect(ceiling.allowed == 1)
        ceiling.accepted()
        #expect(ceiling.allowed == 8 && !ceiling.isLowered)
    }

    @Test func `a ceiling that was found before an outage holds after it`() {
        var ceiling = four
        for _ in 0..<3 { ceiling.refused(serving: 0, at: at(5)) }
        #expect(ceiling.allowed == 1)
        ceiling.rise(inUse: 1, at: at(60))
        #expect(ceiling.allowed == 1)
        ceiling.accepted()
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
    }
}
