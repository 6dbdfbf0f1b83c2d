import DownloadCore
import Synchronization

/// The messages that other threads post to the engine.
final class Inbox: Sendable {
    private let messages = Mutex<[Engine.Message]>([])
    let loop: CurlLoop

    init(loop: CurlLoop) {
        self.loop = loop
    }

    /// Posts a message and wakes the engine.
    func post(_ message: Engine.Message) {
        messages.withLock { $0.append(message) }
        loop.wake()
    }

    /// Returns the messages posted since the last call, oldest first.
    func take() -> [Engine.Message] {
        messages.withLock { messages in
            let taken = messages
            messages = []
            return taken
        }
    }

    /// Whether no message waits.
    var isEmpty: Bool { messages.withLock(\.isEmpty) }
}
