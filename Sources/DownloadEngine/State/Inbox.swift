import DownloadCore
import Synchronization

/// Where other threads leave word for the engine.
final class Inbox: Sendable {
    private let messages = Mutex<[Engine.Message]>([])
    let loop: CurlLoop

    init(loop: CurlLoop) {
        self.loop = loop
    }

    /// Leaves word and wakes the engine.
    func post(_ message: Engine.Message) {
        messages.withLock { $0.append(message) }
        loop.wake()
    }

    /// What has come since the last call, oldest first.
    func take() -> [Engine.Message] {
        messages.withLock { messages in
            let taken = messages
            messages = []
            return taken
        }
    }

    /// Whether nothing waits.
    var isEmpty: Bool { messages.withLock(\.isEmpty) }
}
