import Dispatch
import DownloadCore
import DownloadEngine
import Glibc
import Synchronization

/// Collects messages to print once the screen is closed.
final class DeferredMessages: Sendable {
    private let lines = Mutex<[String]>([])

    /// Keeps a message; drops all after the first hundred.
    func add(_ line: String) {
        lines.withLock { if $0.count < 100 { $0.append(line) } }
    }

    /// Returns the messages and clears them.
    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
