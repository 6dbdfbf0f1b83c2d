import DownloadCore
import Testing

@testable import TerminalUI

struct RemoteMarkTests {
    private func picture(_ remote: RemoteAccess?, columns: Int = 100) -> String {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [Sample.download(1, "a.iso", mebibytes: 10, parts: [0.5])]
        snapshot.remote = remote
        return View.screen(Sample.model(columns, 24, snapshot)).picture
    }

    @Test func `the header shows that the RPC listens, with its address where that fits`() {
        #expect(!picture(nil).contains("RPC"))
        #expect(picture(.listening("127.0.0.1:6800")).contains("  RPC"))
        #expect(!picture(.listening("127.0.0.1:6800")).contains("6800"))
        #expect(
            picture(.listening("127.0.0.1:6800"), columns: 120).contains("RPC 127.0.0.1:6800"))
    }

    @Test func `the header and a message show that the RPC cannot listen`() {
        #expect(picture(.failed("the port is taken")).contains("RPC off"))
        var snapshot = Snapshot(time: Instant(seconds: 100))
        var model = Sample.model(100, 24, snapshot)
        snapshot.remote = .failed("the port is taken")
        _ = model.update(.snapshot(snapshot), at: Instant(seconds: 101))
        #expect(View.screen(model).picture.contains("RPC: the port is taken"))
    }
}
