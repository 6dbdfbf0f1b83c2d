import DownloadCore

@testable import TerminalUI

/// A queue with every state, as shown on the screens of the tests.
enum Sample {
    static let mebibyte: Int64 = 1 << 20

    /// One download with `count` partly received fragments.
    static func download(
        _ id: Int64, _ name: String, mebibytes: Int64?, parts: [Double] = [],
        state: DownloadSnapshot.State = .running
    ) -> DownloadSnapshot {
        let url = "https://example.org/files/\(id)"
        var download = DownloadSnapshot(
            id: DownloadID(id), request: DownloadRequest(source: url, directory: "/home/ada/files"),
            name: name)
        download.state = state
        download.added = 1_767_268_800
        download.length = mebibytes.map { $0 * mebibyte }
        guard let length = download.length else { return download }
        if parts.count == 1 {
            download.received = Int64(parts[0] * Double(length))
            download.covered.insert(ByteRange(0, download.received))
            return download
        }
        let count = Int64(parts.count)
        for (index, part) in parts.enumerated() {
            let index = Int64(index)
            var fragment = FragmentSnapshot(
                number: Int(index) + 1,
                range: ByteRange(length * index / count, length * (index + 1) / count))
            fragment.received = Int64(Double(fragment.range.count) * part)
            fragment.state = part == 1 ? .done : .receiving
            if state == .paused(.user), part < 1 { fragment.state = .paused }
            fragment.status = 206
            fragment.tries = 1
            fragment.address = "192.0.2.\(index % 3 + 1):443"
            fragment.bytesPerSecond = fragment.state == .receiving ? 5e6 + Double(index) * 2e5 : 0
            download.fragments.append(fragment)
            let start = fragment.range.start
            download.covered.insert(ByteRange(start, start + fragment.received))
        }
        download.received = download.covered.count
        download.bytesPerSecond = download.fragments.reduce(0) { $0 + $1.bytesPerSecond }
        download.connections = download.fragments.count { $0.state == .receiving }
        download.wantedFragments = parts.count
        download.secondsLeft =
            download.bytesPerSecond > 0
            ? Double(length - download.received) / download.bytesPerSecond : nil
        download.ranges = .given
        return download
    }

    /// Every state once.
    static var snapshot: Snapshot {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        var first = download(
            1, "debian-12.7.0-amd64-netinst.iso", mebibytes: 631,
            parts: [0.71, 0.23, 0.08, 1, 0.5, 0.62, 0.04, 0.9])
        first.fragments[2].state = .retrying(
            DownloadError(.connection, "connection reset by the server"), try: 2, of: 5,
            inSeconds: 3)
        first.fragments[2].tries = 2
        first.fragmentsNote = "server allows 8"
        first.server = server
        first.events = [
            DownloadEvent(time: 1_767_268_800, text: "added"),
            DownloadEvent(time: 1_767_268_801, text: "206 from 192.0.2.1: 661,651,456 bytes"),
            DownloadEvent(time: 1_767_268_809, text: "fragment 3: connection reset by the server"),
        ]
        var broken = download(5, "backup.tar.zst", mebibytes: 2000, parts: [0.1, 0.3, 0.2, 0.16])
        broken.fragments[2].state = .failed(
            DownloadError(.busy, "503 Service Unavailable", status: 503))
        snapshot.downloads = [
            first,
            download(
                2, "ubuntu-24.04.iso", mebibytes: 5836, parts: Array(repeating: 0.12, count: 16)),
            download(3, "圖片-日本語.jpg", mebibytes: 4, parts: [1], state: .done),
            download(
                4, "model.safetensors", mebibytes: 13_824, parts: [0.4, 0.3, 0.5, 0.2],
                state: .paused(.user)),
            broken,
            download(
                6, "Vorlesung 12.mp4", mebibytes: 900, parts: [0.4],
                state: .failed(
                    DownloadError(.expired, "the link has expired: 403 Forbidden", status: 403))),
            download(
                7, "evil\u{202E}gnp.exe\u{1B}[31m", mebibytes: 90, parts: [0.4],
                state: .retrying(DownloadError(.timeout, "nothing arrived for 30 s"), inSeconds: 12)
            ),
            download(8, "kernel.tar.xz", mebibytes: 140, parts: [1], state: .checking(0.45)),
            download(9, "dataset.parquet", mebibytes: nil, state: .asking),
            download(10, "notes.pdf", mebibytes: nil, state: .waiting),
            download(
                11, "changed.bin", mebibytes: 700, parts: [0.5],
                state: .paused(.question(.changed("its ETag is another one")))),
        ]
        snapshot.bytesPerSecond = snapshot.downloads.reduce(0) { $0 + $1.bytesPerSecond }
        snapshot.freeBytes = 120 << 30
        return snapshot
    }

    /// One download with 64 fragments: one failed, some done or waiting.
    static var manyFragments: Snapshot {
        var large = download(
            1, "genome.tar", mebibytes: 64_000,
            parts: (0..<64).map { Double(($0 * 37 + 11) % 65) / 64 })
        large.fragments[41].state = .failed(
            DownloadError(.status, "500 Internal Server Error", status: 500))
        large.fragments[41].status = 500
        for number in 58..<64 where large.fragments[number].state != .done {
            large.fragments[number].state = .waiting
        }
        large.server = server
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [large]
        snapshot.bytesPerSecond = large.bytesPerSecond
        return snapshot
    }

    /// One download with every state of a fragment.
    static var everyFragment: Snapshot {
        let reset = DownloadError(.connection, "connection reset by the server")
        let states: [FragmentSnapshot.State] = [
            .waiting, .connecting, .receiving, .retrying(reset, try: 2, of: 5, inSeconds: 3),
            .failed(DownloadError(.status, "500 Internal Server Error", status: 500)), .paused,
            .done,
        ]
        var mixed = download(
            1, "states.bin", mebibytes: 700, parts: states.map { $0 == .done ? 1 : 0.4 })
        for (index, state) in states.enumerated() {
            mixed.fragments[index].state = state
            if state != .receiving { mixed.fragments[index].bytesPerSecond = 0 }
        }
        mixed.fragments[2].tries = 3
        mixed.fragments[2].address = "[2001:db8:85a3::8a2e:370:7334]:443"
        mixed.fragments[4].status = 500
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [mixed]
        return snapshot
    }

    private static var server: ServerFacts {
        var server = ServerFacts(host: "example.org")
        server.software = "nginx"
        server.protocolVersion = "HTTP/1.1"
        server.security = "TLSv1.3"
        server.entityTag = "\"25e00000-62a8\""
        server.lastModified = "Sat, 09 Nov 2024 12:00:00 GMT"
        server.connectionCeiling = 8
        return server
    }

    /// Removes the bytes received between the first and the 100th second, at a varying speed.
    private static func rewind(_ download: inout DownloadSnapshot, to second: Int) {
        guard download.isRunning else { return }
        var wave = 0.0
        for past in second..<100 {
            let phase = past * 7 % 11
            wave += 0.6 + 0.8 * Double(phase) / 11
        }
        for index in download.fragments.indices {
            let bytes = Int64(download.fragments[index].bytesPerSecond * wave)
            download.fragments[index].received -= bytes
            download.received -= bytes
        }
    }

    /// The model of the sample after some seconds.
    static func model(_ columns: Int, _ rows: Int, _ snapshot: Snapshot = snapshot) -> Model {
        var options = InterfaceOptions(directory: "/home/ada/files")
        options.home = "/home/ada"
        var model = Model(
            options: options, columns: columns, rows: rows, at: Instant(seconds: 60))
        for second in 60...100 {
            var past = snapshot
            past.time = Instant(seconds: Double(second))
            for index in past.downloads.indices { rewind(&past.downloads[index], to: second) }
            _ = model.update(.snapshot(past), at: past.time)
        }
        _ = model.update(.snapshot(snapshot), at: snapshot.time)
        return model
    }
}

extension Model {
    /// Presses keys by their names, at the time of the last event; returns all effects.
    @discardableResult
    mutating func press(_ names: String...) -> [Effect] {
        names.flatMap { name in Key(name).map { update(.key($0), at: now) } ?? [] }
    }

    /// Types text.
    @discardableResult
    mutating func type(_ text: String) -> [Effect] {
        text.flatMap { update(.key(.character($0)), at: now) }
    }
}
