@testable import DownloadCore
import Testing

struct HostCeilingTests {
    private let file = "http://a.example/f"
    private let other = "http://a.example/g"

    private func at(_ seconds: Double) -> Instant { Instant(seconds: seconds) }

    /// A ceiling of eight that three refusals have lowered to four at second 0.
    private var four: HostCeiling {
        var ceiling = HostCeiling(most: 8)
        for _ in 0..<3 { ceiling.refused(file, isServed: true, serving: 4, at: at(0)) }
        return ceiling
    }

    @Test func `a host gets as many connections as settings allow`() {
        let ceiling = HostCeiling(most: 8)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered && ceiling.wakeUp == nil)
        #expect(HostCeiling(most: 0).allowed == 1)
    }

    @Test func `a learnt ceiling applies, within the settings`() {
        let ceiling = HostCeiling(most: 8, remembered: 3)
        #expect(ceiling.allowed == 3 && ceiling.isLowered)
        #expect(HostCeiling(most: 8, remembered: 20).allowed == 8)
        #expect(HostCeiling(most: 8, remembered: 0).allowed == 1)
    }

    @Test func `a higher number of a download applies, unless the host has refused`() {
        var ceiling = HostCeiling(most: 16)
        ceiling.limit(to: 28)
        #expect(ceiling.allowed == 28 && !ceiling.isLowered)
        for _ in 0..<3 { ceiling.refused(file, isServed: true, serving: 20, at: at(0)) }
        #expect(ceiling.allowed == 20 && ceiling.isLowered)
        ceiling.limit(to: 30)
        #expect(ceiling.allowed == 20 && ceiling.isLowered)
        ceiling.limit(to: 16)
        #expect(ceiling.allowed == 16 && !ceiling.isLowered)
    }

    @Test func `two refusals may be chance, three in a row are not`() {
        var ceiling = HostCeiling(most: 8)
        ceiling.refused(file, isServed: true, serving: 4, at: at(0))
        ceiling.refused(file, isServed: true, serving: 4, at: at(0))
        #expect(ceiling.allowed == 8)
        ceiling.accepted(file, serving: 1)
        ceiling.refused(file, isServed: true, serving: 4, at: at(0))
        ceiling.refused(file, isServed: true, serving: 4, at: at(0))
        #expect(ceiling.allowed == 8)
        ceiling.refused(file, isServed: true, serving: 4, at: at(0))
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
    }

    @Test func `a refusal never raises it, nor lowers it below one`() {
        var ceiling = four
        ceiling.refused(file, isServed: true, serving: 6, at: at(1))
        #expect(ceiling.allowed == 4)
        ceiling.refused(file, isServed: true, serving: 1, at: at(1))
        #expect(ceiling.allowed == 1)
    }

    @Test func `after a quiet period one more is tried, if all are in use`() {
        var ceiling = four
        #expect(ceiling.wakeUp == at(0.25))
        ceiling.rise(inUse: 4, at: at(0.2))
        #expect(ceiling.allowed == 4)
        ceiling.rise(inUse: 3, at: at(0.3))
        #expect(ceiling.allowed == 4)
        ceiling.rise(inUse: 4, at: at(0.3))
        #expect(ceiling.allowed == 5)
        ceiling.rise(inUse: 5, at: at(0.4))
        #expect(ceiling.allowed == 5)
    }

    @Test func `Retry-After sets the quiet period`() {
        var ceiling = HostCeiling(most: 8)
        for _ in 0..<3 {
            ceiling.refused(file, isServed: true, serving: 4, retryAfter: 30, at: at(0))
        }
        #expect(ceiling.wakeUp == at(30))
        ceiling.refused(file, isServed: true, serving: 4, retryAfter: 86_400, at: at(0))
        #expect(ceiling.wakeUp == at(600))
    }

    @Test func `a refused trial is undone at once and the next waits twice as long`() {
        var ceiling = four
        var time = 0.0
        for doublings in 0..<14 {
            let quiet = min(0.25 * Double(1 << doublings), 600)
            #expect(ceiling.wakeUp == at(time + quiet))
            time += quiet
            ceiling.rise(inUse: 4, at: at(time))
            #expect(ceiling.allowed == 5)
            ceiling.refused(file, isServed: true, serving: 4, at: at(time))
            #expect(ceiling.allowed == 4)
        }
    }

    @Test func `a first accepted trial restores the top at once`() {
        var ceiling = four
        ceiling.rise(inUse: 4, at: at(0.3))
        ceiling.accepted(file, serving: 5)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered && ceiling.wakeUp == nil)
    }

    @Test func `later accepted trials restore the top one by one`() {
        var ceiling = four
        ceiling.rise(inUse: 4, at: at(1))
        ceiling.refused(file, isServed: true, serving: 4, at: at(1))
        for step in 1...4 {
            ceiling.rise(inUse: 3 + step, at: at(Double(step) * 10))
            ceiling.accepted(file, serving: 4 + step)
            #expect(ceiling.allowed == 4 + step)
        }
        #expect(!ceiling.isLowered && ceiling.wakeUp == nil)
        ceiling.rise(inUse: 8, at: at(100))
        #expect(ceiling.allowed == 8)
    }

    @Test func `a host that serves none is tried by one; its first response restores all`() {
        var ceiling = HostCeiling(most: 8)
        for _ in 0..<5 { ceiling.refused(file, isServed: true, serving: 0, at: at(0)) }
        #expect(ceiling.allowed == 1)
        ceiling.accepted(file, serving: 1)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered)
    }

    @Test func `a ceiling found before an outage applies after it`() {
        var ceiling = four
        for _ in 0..<3 { ceiling.refused(file, isServed: true, serving: 0, at: at(5)) }
        #expect(ceiling.allowed == 1)
        ceiling.rise(inUse: 1, at: at(60))
        #expect(ceiling.allowed == 1)
        ceiling.accepted(file, serving: 1)
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
    }

    @Test func `refusals are forgotten when the host serves more than then`() {
        var ceiling = four
        ceiling.accepted(file, serving: 4)
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
        ceiling.accepted(file, serving: 5)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered)
    }

    @Test func `what is served after all is allowed`() {
        var ceiling = HostCeiling(most: 8, remembered: 4)
        ceiling.accepted(file, serving: 6)
        #expect(ceiling.allowed == 6 && ceiling.isLowered)
        ceiling.accepted(file, serving: 20)
        #expect(ceiling.allowed == 8 && !ceiling.isLowered)
    }

    @Test func `after an accepted trial the next one is soon`() {
        var ceiling = four
        for second in 1...5 {
            ceiling.rise(inUse: 4, at: at(Double(second) * 10))
            ceiling.refused(file, isServed: true, serving: 4, at: at(Double(second) * 10))
        }
        #expect(ceiling.wakeUp == at(58))
        ceiling.rise(inUse: 4, at: at(60))
        // Another lane's response does not decide the trial.
        ceiling.accepted(file, serving: 4)
        #expect(ceiling.allowed == 5)
        ceiling.accepted(file, serving: 5)
        ceiling.rise(inUse: 5, at: at(80))
        #expect(ceiling.allowed == 6 && ceiling.wakeUp == at(80.25))
    }

    @Test func `a URL refused at fewer connections is not refused for their number`() {
        var ceiling = HostCeiling(most: 16)
        for _ in 0..<3 { ceiling.refused(other, isServed: false, serving: 8, at: at(0)) }
        #expect(ceiling.allowed == 8)
        ceiling.refused(other, isServed: false, serving: 8, at: at(1))
        #expect(ceiling.allowed == 8)
        ceiling.refused(other, isServed: false, serving: 7, at: at(2))
        #expect(ceiling.allowed == 16 && !ceiling.isLowered)
        for second in 3..<20 {
            ceiling.refused(other, isServed: false, serving: 5, at: at(Double(second)))
        }
        #expect(ceiling.allowed == 16)
        // Other URLs still count, and so does this one once it has been served.
        for _ in 0..<3 { ceiling.refused(file, isServed: true, serving: 6, at: at(20)) }
        #expect(ceiling.allowed == 6)
        ceiling.accepted(other, serving: 6)
        for _ in 0..<3 { ceiling.refused(other, isServed: true, serving: 5, at: at(21)) }
        #expect(ceiling.allowed == 5)
    }

    @Test func `a URL served at fewer connections was refused for their number`() {
        var ceiling = HostCeiling(most: 16)
        for _ in 0..<3 { ceiling.refused(other, isServed: false, serving: 4, at: at(0)) }
        ceiling.accepted(other, serving: 4)
        #expect(ceiling.allowed == 4 && ceiling.isLowered)
    }

    @Test func `several refused URLs are refused for the number of connections`() {
        var ceiling = HostCeiling(most: 16)
        for name in ["b", "c", "d"] {
            ceiling.refused(name, isServed: false, serving: 4, at: at(0))
        }
        ceiling.refused("d", isServed: false, serving: 3, at: at(1))
        #expect(ceiling.allowed == 3)
    }

    @Test func `a bad URL does not undo a trial`() {
        var ceiling = four
        ceiling.rise(inUse: 4, at: at(10))
        #expect(ceiling.allowed == 5)
        ceiling.refused(other, isServed: false, serving: 4, at: at(11))
        #expect(ceiling.allowed == 4)
        ceiling.refused(other, isServed: false, serving: 3, at: at(12))
        #expect(ceiling.allowed == 5)
    }
}
