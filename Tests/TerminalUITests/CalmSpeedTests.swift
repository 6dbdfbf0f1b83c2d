import DownloadCore
import Testing

@testable import TerminalUI

struct CalmSpeedTests {
    /// A server that sends for 0.2 of every second: 500 at once, then nothing.
    private func shown(seconds: Int) -> [Double] {
        var calm = CalmSpeeds()
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = [Sample.download(1, "a", mebibytes: 10, parts: [0.5, 0.5])]
        return (0..<seconds * 10).map { tick in
            let speed = tick % 10 < 2 ? 500.0 : 0
            snapshot.time = Instant(seconds: Double(tick) / 10)
            snapshot.bytesPerSecond = speed
            snapshot.downloads[0].bytesPerSecond = speed
            snapshot.downloads[0].fragments[0].bytesPerSecond = speed
            calm.note(snapshot, showing: DownloadID(1))
            #expect(calm.speed(of: snapshot.downloads[0]) == calm.total)
            #expect(calm.speed(of: snapshot.downloads[0].fragments[0]) == calm.total)
            return calm.total
        }
    }

    @Test func `bursts are shown as the speed they come to`() {
        let late = shown(seconds: 30).suffix(150)
        #expect(late.allSatisfy { (70...135).contains($0) }, "\(Set(late))")
    }

    @Test func `a speed changes at most once a second`() {
        let all = shown(seconds: 20)
        let changes = zip(all, all.dropFirst()).count { $0 != $1 }
        #expect(changes <= 21, "\(changes)")
    }

    @Test func `the time left goes with the speed that is shown`() {
        var calm = CalmSpeeds()
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = [Sample.download(1, "a", mebibytes: 10, parts: [0.5, 0.5])]
        snapshot.downloads[0].bytesPerSecond = 1_048_576
        snapshot.downloads[0].secondsLeft = 1
        calm.note(snapshot, showing: nil)
        #expect(calm.secondsLeft(of: snapshot.downloads[0]) == 5)
    }

    @Test func `what is paused and goes on begins anew`() {
        var calm = CalmSpeeds()
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = [Sample.download(1, "a", mebibytes: 10, parts: [0.5, 0.5])]
        snapshot.downloads[0].bytesPerSecond = 1000
        calm.note(snapshot, showing: nil)
        snapshot.downloads[0].state = .paused(.person)
        snapshot.downloads[0].bytesPerSecond = 0
        calm.note(snapshot, showing: nil)
        #expect(calm.speed(of: snapshot.downloads[0]) == 0)
    }

    @Test func `when nothing is fetched any more the speed of everything is nought`() {
        var calm = CalmSpeeds()
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = [Sample.download(1, "a", mebibytes: 10, parts: [0.5, 0.5])]
        snapshot.bytesPerSecond = 1000
        calm.note(snapshot, showing: nil)
        #expect(calm.total == 1000)
        snapshot.downloads[0].state = .failed(DownloadError(.connection, "reset"))
        snapshot.bytesPerSecond = 0
        calm.note(snapshot, showing: nil)
        #expect(calm.total == 0)
    }
}
