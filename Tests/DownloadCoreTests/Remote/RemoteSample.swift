import DownloadCore

/// Downloads with a value in every field, as sent to another process.
enum RemoteSample {
    /// A download in this state.
    static func download(
        _ id: Int64, _ state: DownloadSnapshot.State = .running, fragments: Int = 2
    ) -> DownloadSnapshot {
        var request = DownloadRequest(
            source: "https://ada:secret@example.org/\(id)", directory: "/home/ada/files")
        request.sources.append("https://mirror.example.org/\(id)")
        request.name = "file \(id)"
        request.fragments = .fixed(8)
        request.checksum = Checksum("sha1:" + String(repeating: "0a", count: 20))
        request.limit = 1 << 20
        request.length = 1 << 30
        request.pieces = PieceDigests(
            length: 1 << 20, algorithm: .sha1, bytes: Array(repeating: 7, count: 40))
        request.transport = transport
        var download = DownloadSnapshot(
            id: DownloadID(id), request: request, name: "file \(id)")
        download.state = state
        download.length = 1 << 30
        download.received = 12_345 * id
        download.bytesPerSecond = 1.5e6
        download.secondsLeft = 600.25
        download.ranges = .given
        download.connections = fragments
        download.wantedFragments = 8
        download.fragmentsNote = "server allows 8"
        download.fragments = (0..<fragments).map(fragment)
        download.covered = ByteRangeSet([ByteRange(0, 10), ByteRange(20, 30)])
        var server = ServerFacts(host: "example.org:443")
        server.entityTag = "\"abc\""
        download.server = server
        download.digest = request.checksum.map { ExpectedDigest($0, from: .file("SHA1SUMS")) }
        download.pieces = PieceProgress(
            count: 2, right: 1, wrong: 0, length: 1 << 20, algorithm: .sha1)
        var source = SourceSnapshot(url: "https://example.org/\(id)")
        source.state = .withoutRanges("it has no ranges")
        download.sources = [source]
        download.events = [
            DownloadEvent(time: 1, text: "added"), DownloadEvent(time: 2, text: "b"),
        ]
        download.refusal = DownloadEvent(time: 3, text: "no")
        download.added = 1_767_268_800.5
        return download
    }

    static func fragment(_ index: Int) -> FragmentSnapshot {
        var fragment = FragmentSnapshot(
            number: index + 1, range: ByteRange(Int64(index) * 100, Int64(index + 1) * 100))
        fragment.received = 50
        fragment.state = .receiving
        fragment.status = 206
        fragment.address = "192.0.2.1:443"
        return fragment
    }

    static var transport: TransportOptions {
        var transport = TransportOptions()
        transport.headers = ["Accept-Language: de", "X-Api-Key: k1", "X-Api-Key: k2"]
        transport.referer = "https://u:secret@example.org/page"
        transport.cookies = "session=secret"
        transport.credentials = "ada:secret"
        transport.bearer = "secret"
        transport.proxy = "http://p:secret@proxy.example.org:3128"
        return transport
    }

    static func snapshot(_ downloads: [DownloadSnapshot], time: Double = 1) -> Snapshot {
        var snapshot = Snapshot(time: Instant(seconds: time))
        snapshot.downloads = downloads
        snapshot.added = downloads.count
        snapshot.limit = 1000
        snapshot.notice = "a notice"
        return snapshot
    }

    static let error = DownloadError(.status, "404 Not Found", status: 404)

    /// Every state of a download.
    static let states: [DownloadSnapshot.State] = [
        .waiting, .asking, .running, .retrying(error, inSeconds: 2.5), .paused(.user),
        .paused(.disk(error)), .paused(.inUse), .paused(.question(.changed("x"))),
        .paused(.question(.unrelated("y"))), .paused(.question(.partFileMissing)),
        .failed(error), .checking(0.25), .done,
    ]

    /// Every intent once.
    static let intents: [Intent] = [
        .add([DownloadRequest(source: "https://h/f", directory: "/d")]), .pause([DownloadID(1)]),
        .resume([DownloadID(1), DownloadID(2)]), .pauseAll, .resumeAll, .retry([]),
        .retryFragment(DownloadID(1), number: 3), .setFragments([DownloadID(1)], .fixed(64)),
        .setFragments([DownloadID(1)], .auto), .changeFragments([DownloadID(1)], by: -1),
        .remove([DownloadID(1)], deletingPartFile: true), .restore([DownloadID(1)]),
        .move([DownloadID(1)], by: -3), .clearFinished,
        .limitDownload([DownloadID(1)], bytesPerSecond: 5),
        .limitDownload([DownloadID(1)], bytesPerSecond: nil), .limitAll(bytesPerSecond: 1 << 40),
        .setSlow(true), .replaceSource(DownloadID(1), url: "https://h/g"),
        .edit(DownloadID(1), download(1).request), .startOver(DownloadID(1)),
    ]
}
