import CLibcurl
import DownloadCore
import Glibc

/// Lanes that have received the announced length of a file from an FTP server, until the file is
/// confirmed to end.
///
/// SIZE is advisory (RFC 3659 section 4.3): the end of the data connection decides. libcurl would
/// then wait for the server's reply in the loop's thread, so the connection is watched from here.
struct FileEnds {
    /// A lane that waits.
    struct Wait {
        /// The lane.
        let lane: Lane
        /// When the wait began.
        let since: Instant
        /// Its data connection; `nil` when its end cannot be seen from outside, as with TLS.
        let data: SocketRegistry.Socket?
    }

    private(set) var waits: [Wait] = []

    /// Whether no lane waits.
    var isEmpty: Bool { waits.isEmpty }

    /// Whether a lane must be polled although nothing has woken the loop.
    var needsPolling: Bool { waits.contains { $0.data == nil } }

    /// Adds a lane.
    mutating func add(_ wait: Wait) { waits.append(wait) }

    /// Removes a lane.
    ///
    /// - Returns: Its wait; `nil` if there was none.
    mutating func remove(_ lane: Lane) -> Wait? {
        guard let index = waits.firstIndex(where: { $0.lane === lane }) else { return nil }
        return waits.remove(at: index)
    }
}
