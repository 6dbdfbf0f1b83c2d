import DownloadCore
import Testing

/// Mutated streams of messages, as a hostile process could send them.
///
/// Nothing traps, nothing beyond the stream's own size is kept, and what is accepted is sent in the
/// same form. The random numbers are seeded; libFuzzer searches further (`Tests/Fuzz`).
struct MessageFuzzTests {
    private static let faceMessages: [[UInt8]] = [
        FaceMessage.perform(1, .pause([DownloadID(1), DownloadID(2)])),
        .perform(2, .setFragments([DownloadID(1)], .auto)),
        .perform(3, .limitAll(bytesPerSecond: 5)),
        .perform(4, .move([DownloadID(1)], by: .min)),
        .perform(5, .changeFragments([DownloadID(1)], by: 1)),
        .takeUp(6, [DownloadRequest(source: "https://h/", directory: "/d")]),
        .watch(.one(DownloadID(5))), .watch(.all), .stop,
    ].compactMap { Frame.bytes(of: $0) }

    private static let engineMessages: [[UInt8]] = [
        EngineMessage.done(1), .refused(1, "no"), .stopped, .moved,
        .part(part),
    ].compactMap { Frame.bytes(of: $0) }

    private static var part: SnapshotPart {
        var sender = SnapshotSender()
        sender.detail = .all
        sender.begin(RemoteSample.snapshot([RemoteSample.download(1)]))
        return sender.next() ?? SnapshotPart(changed: [])
    }

    /// Calls `check` with the texts of the frames of mutated streams.
    private func fuzz(
        _ frames: [[UInt8]], rounds: Int, seed: UInt64, _ check: ([UInt8]) -> Bool
    ) {
        var random = SeededRandom(seed: seed)
        for round in 0..<rounds {
            let frame = frames.randomElement(using: &random) ?? []
            // Most mutations keep the length: otherwise few texts would be read.
            var stream = frame
            if round % 4 == 0 {
                stream = random.mutation(of: frame, with: frames)
            } else {
                let text = random.mutation(of: Array(frame.dropFirst(4)), with: frames)
                stream = Frame.bytes(text) ?? []
            }
            var reader = FrameReader()
            reader.append(stream)
            var read = 0
            while let text = try? reader.next() {
                read += Frame.headLength + text.count
                guard read <= stream.count, check(text) else {
                    Issue.record("round \(round): \(stream.latin1Text.debugDescription)")
                    return
                }
            }
        }
    }

    private func isReadBack<Message: Codable & Equatable>(_ message: Message) -> Bool {
        guard let frame = Frame.bytes(of: message) else { return true }
        return (try? Message.message(Array(frame.dropFirst(4)))) == message
    }

    @Test func `requests of faces`() {
        #expect(Self.faceMessages.count == 9)
        fuzz(Self.faceMessages, rounds: 10_000, seed: 1) { text in
            guard let message = try? FaceMessage.message(text) else { return true }
            _ = message.problem
            return isReadBack(message)
        }
    }

    @Test func `messages of engines`() {
        #expect(Self.engineMessages.count == 5)
        var receiver = SnapshotReceiver()
        fuzz(Self.engineMessages, rounds: 5_000, seed: 2) { text in
            guard let message = try? EngineMessage.message(text) else { return true }
            if case .part(let part) = message { _ = try? receiver.take(part) }
            return isReadBack(message)
        }
    }

    @Test func `greetings`() {
        let frames = [Frame.bytes(of: Hello(version: "1.2.3", process: 7)) ?? []]
        fuzz(frames, rounds: 10_000, seed: 3) { text in
            (try? Hello.message(text)).map(isReadBack) ?? true
        }
    }
}
