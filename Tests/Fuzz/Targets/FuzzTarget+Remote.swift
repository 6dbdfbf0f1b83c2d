import DownloadCore

/// What other processes send.
extension FuzzTarget {
    static let remote = [json, frames, faceMessages, engineMessages]

    private static let json = FuzzTarget(
        "json",
        seeds: [
            #"{"a":[1,-2.5e3,true,null,"x\u00e4\ud83d\ude00\n"],"b":{}}"#, "[[[[]]]]", #""\\""#,
            "123456789012345678901234567890",
        ]
    ) { bytes in
        guard let value = try? JSONReader.read(bytes) else { return nil }
        return broken(("it is read back as it was", (try? JSONReader.read(value.text)) == value))
    }

    private static let frames = FuzzTarget(
        "frames",
        bytes: [
            Frame.bytes(Array("{}".utf8)) ?? [], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0],
        ]
    ) { bytes in
        var (whole, pieces) = (FrameReader(), FrameReader())
        whole.append(bytes)
        var found: [[UInt8]] = []
        while let text = try? whole.next() { found.append(text) }
        var again: [[UInt8]] = []
        // A connection ends at its first invalid frame.
        for byte in bytes {
            pieces.append([byte])
            do { while let text = try pieces.next() { again.append(text) } } catch { break }
        }
        return broken(("the same frames however the stream is cut", found == again))
    }

    private static let faceMessages = FuzzTarget(
        "face-messages",
        seeds: [
            #"{"perform":{"_0":1,"_1":{"pause":{"_0":[1,2]}}}}"#,
            #"{"perform":{"_0":1,"_1":{"setFragments":{"_0":[1],"_1":"auto"}}}}"#,
            #"{"perform":{"_0":1,"_1":{"limitAll":{"bytesPerSecond":5}}}}"#,
            #"{"perform":{"_0":1,"_1":{"move":{"_0":[1],"by":-9223372036854775808}}}}"#,
            #"{"watch":{"_0":{"one":{"_0":5}}}}"#, #"{"stop":{}}"#,
            text(
                of: FaceMessage.takeUp(7, [DownloadRequest(source: "https://h/", directory: "/d")])),
        ]
    ) { bytes in
        guard let message = try? FaceMessage.message(bytes) else { return nil }
        _ = message.problem
        return broken(("it is read back as it was", isReadBack(message)))
    }

    private static let engineMessages = FuzzTarget(
        "engine-messages", longest: 8192,
        seeds: [
            #"{"done":{"_0":1}}"#, #"{"refused":{"_0":1,"_1":"x"}}"#, #"{"stopped":{}}"#,
            text(of: EngineMessage.part(part)),
        ]
    ) { bytes in
        guard let message = try? EngineMessage.message(bytes) else { return nil }
        if case .part(let part) = message {
            var receiver = SnapshotReceiver()
            _ = try? receiver.take(part)
        }
        return broken(("it is read back as it was", isReadBack(message)))
    }

    private static var part: SnapshotPart {
        var download = DownloadSnapshot(
            id: DownloadID(1), request: DownloadRequest(source: "https://h/f", directory: "/d"),
            name: "f")
        download.fragments = [FragmentSnapshot(number: 1, range: ByteRange(0, 10))]
        download.covered = ByteRangeSet([ByteRange(0, 4)])
        download.events = [DownloadEvent(time: 1, text: "added")]
        var snapshot = Snapshot(time: Instant(seconds: 1))
        snapshot.downloads = [download]
        var sender = SnapshotSender()
        sender.detail = .all
        sender.begin(snapshot)
        return sender.next() ?? SnapshotPart(changed: [])
    }

    private static func text(of message: some Encodable) -> String {
        let bytes = (try? JSONValue(encoding: message).text) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isReadBack<Message: Codable & Equatable>(_ message: Message) -> Bool {
        (try? Message.message(JSONValue(encoding: message).text)) == message
    }
}
