import Dispatch
import DownloadCore
import DownloadEngine
import Glibc
import Synchronization

/// Lines that are told when the screen is gone.
final class ComplaintBox: Sendable {
    private let lines = Mutex<[String]>([])

    /// Keeps a line; of a flood the first hundred.
    func add(_ line: String) {
        lines.withLock { if $0.count < 100 { $0.append(line) } }
    }

    /// Gives the lines, once.
    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
