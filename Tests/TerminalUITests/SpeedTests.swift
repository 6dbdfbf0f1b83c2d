import DownloadCore
import Testing

@testable import TerminalUI

struct SpeedTests {
    /// The speeds that a meter shows for a counter, ten times a second.
    private func shown(
        seconds: Int, conditions: (Double) -> SpeedMeter.Conditions = { _ in .init() },
        bytes: (Double) -> Int64
    ) -> [Double?] {
        var meter = SpeedMeter()
        return (0...seconds * 10).map { tick in
            let now = Double(tick) / 10
            meter.note(bytes(now), under: conditions(now), at: Instant(seconds: now))
            return meter.shown
        }
    }

    /// A server that sends in the first 0.2 s of every second: 100 bytes per second on average.
    private func bursts(_ now: Double) -> Int64 {
        Int64(now) * 100 + Int64(min(1, now.truncatingRemainder(dividingBy: 1) / 0.2) * 100)
    }

    @Test func `bursts are shown as their average speed`() {
        let late = shown(seconds: 30, bytes: bursts).suffix(150).compactMap(\.self)
        #expect(late.count == 150 && late.allSatisfy { (70...135).contains($0) }, "\(Set(late))")
    }

    @Test func `a speed changes at most once a second, after the first`() {
        let all = shown(seconds: 20, bytes: bursts)
        #expect(all.prefix(9).allSatisfy { $0 == nil })
        let changes = zip(all, all.dropFirst()).count { $0 != $1 }
        #expect(changes <= 21, "\(changes)")
    }

    @Test(arguments: [(4_000_000.0, 100_000.0), (100_000, 4_000_000), (1e6, 0)])
    func `three seconds after a limit the speed is within a fifth`(
        _ before: Double, _ after: Double
    ) {
        // Bytes in flight still arrive for half a second.
        let all = shown(
            seconds: 20, conditions: { .init(isSlow: $0 >= 10) },
            bytes: { now in
                Int64(min(now, 10.5) * before + max(0, now - 10.5) * after)
            })
        for speed in all[130...].compactMap(\.self) {
            #expect(abs(speed - after) <= after / 5 + 1, "\(speed)")
        }
        #expect(all[131...].allSatisfy { $0 != nil })
    }

    @Test(arguments: [0, 0.05, 0.2, 0.45, 0.5, 0.7, 0.93, 0.99], [0.98, 1, 1.03])
    func `bursts do not change the speed after a change`(_ phase: Double, _ period: Double) {
        // Two connections of four remain. Each sends once a second; the reader's clock is another.
        let all = shown(
            seconds: 20, conditions: { .init(connections: $0 < 10 ? 4 : 2) },
            bytes: { now in
                let bursts = ((now + phase) / period).rounded(.down)
                let before = min(bursts, ((10 + phase) / period).rounded(.down))
                return Int64(before * 400 + (bursts - before) * 200)
            })
        for speed in all[122...].compactMap(\.self) {
            #expect(abs(speed - 200 / period) <= 40, "\(speed)")
        }
    }

    @Test func `changes without a pause do not keep an earlier speed`() {
        let all = shown(
            seconds: 20, conditions: { .init(connections: Int($0)) },
            bytes: { $0 < 10 ? Int64($0 * 1e6) : Int64(1e7 + ($0 - 10) * 1e5) })
        #expect(all[160...].compactMap(\.self).allSatisfy { abs($0 - 1e5) < 1e4 })
    }

    @Test func `discarded bytes restart the average`() {
        let all = shown(seconds: 10, bytes: { $0 < 5 ? Int64($0 * 1e6) : Int64(($0 - 5) * 1e6) })
        #expect(all.compactMap(\.self).allSatisfy { (0...1_100_000).contains($0) })
    }

    @Test func `the header shows the sum of the rows, and a matching time left`() {
        let model = Sample.model(100, 30)
        let running = model.snapshot.downloads.filter(\.isRunning)
        let sum = running.reduce(0) { $0 + (model.speeds.speed(of: $1) ?? 0) }
        #expect(sum > 1 && abs(model.speeds.total - sum) < 1)
        for download in running {
            let left = model.speeds.secondsLeft(of: download) ?? 0
            let speed = model.speeds.speed(of: download) ?? 0
            let missing = Double((download.length ?? 0) - download.received)
            #expect(abs(left * speed - missing) < 1)
        }
    }

    @Test func `without transfers every speed is 0`() {
        var model = Sample.model(100, 30)
        var snapshot = model.snapshot
        for index in snapshot.downloads.indices { snapshot.downloads[index].state = .done }
        snapshot.time = Instant(seconds: 101)
        _ = model.update(.snapshot(snapshot), at: snapshot.time)
        #expect(model.speeds.total == 0)
    }

    @Test func `the graph has the bytes of each second, and no others`() {
        var history = SpeedHistory()
        for tick in 0...100 {
            let now = Double(tick) / 10
            history.count(upTo: bursts(now), at: Instant(seconds: now))
        }
        #expect(history.values.count == 9)
        #expect(history.values.allSatisfy { abs($0 - 100) < 1 }, "\(history.values)")
        history.count(upTo: 0, at: Instant(seconds: 20))
        #expect(history.values.count == 19 && history.values.last == 0)
    }
}
