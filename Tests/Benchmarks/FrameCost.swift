import DownloadCore
import TerminalUI

/// Measures a frame without a terminal: model update, rendering, and output bytes.
enum FrameCost {
    static func report() {
        var model = Model(
            options: InterfaceOptions(directory: "/tmp"), columns: 200, rows: 60,
            at: Instant(seconds: 0))
        var writer = FrameWriter(theme: .dark, depth: .direct, isSynchronized: true)
        var snapshot = Snapshot(time: Instant(seconds: 0))
        snapshot.downloads = (1...12).map { download(Int64($0), fragments: $0 == 1 ? 64 : 16) }
        _ = model.update(.snapshot(snapshot), at: snapshot.time)
        _ = writer.frame(View.screen(model))
        let frames = 1_000
        var bytes = 0
        let clock = ContinuousClock()
        let time = clock.measure {
            for frame in 1...frames {
                advance(&snapshot, frame)
                _ = model.update(.snapshot(snapshot), at: snapshot.time)
                bytes += writer.frame(View.screen(model)).count
            }
        }
        print("\nthe screen without a terminal")
        note(
            "a frame at 200x60 with 64 fragments: model, picture, bytes",
            time / .microseconds(1) / Double(frames), "µs")
        note("bytes of such a frame", Double(bytes) / Double(frames), "bytes")
    }

    private static func download(_ id: Int64, fragments count: Int64) -> DownloadSnapshot {
        let length: Int64 = 4 << 30
        var download = DownloadSnapshot(
            id: DownloadID(id),
            request: DownloadRequest(source: "https://example.org/\(id)", directory: "/tmp"),
            name: "a-file-with-a-rather-usual-name-\(id).tar.zst")
        download.state = .running
        download.length = length
        download.bytesPerSecond = 3e7
        download.connections = Int(count)
        download.fragments = (0..<count).map { index in
            var fragment = FragmentSnapshot(
                number: Int(index) + 1,
                range: ByteRange(index * length / count, (index + 1) * length / count))
            fragment.state = .receiving
            fragment.status = 206
            fragment.address = "192.0.2.1:443"
            fragment.bytesPerSecond = 2e6
            return fragment
        }
        return download
    }

    /// Advances the snapshot by a tenth of a second.
    private static func advance(_ snapshot: inout Snapshot, _ frame: Int) {
        snapshot.time = Instant(seconds: Double(frame) / 10)
        snapshot.bytesPerSecond = 1e8 + Double(frame % 17) * 1e6
        for index in snapshot.downloads.indices {
            for part in snapshot.downloads[index].fragments.indices {
                snapshot.downloads[index].fragments[part].received += 200_000 + Int64(part) * 999
            }
            let fragments = snapshot.downloads[index].fragments
            snapshot.downloads[index].received = fragments.reduce(0) { $0 + $1.received }
            snapshot.downloads[index].covered = ByteRangeSet(
                fragments.map { ByteRange($0.range.start, $0.range.start + $0.received) })
            snapshot.downloads[index].secondsLeft = 100
        }
    }
}
