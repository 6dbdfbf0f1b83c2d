import CLibcurl
import DownloadCore
import Glibc

/// Lanes that have all bytes of a file by their FTP server's word, until the file is seen to end.
///
/// SIZE is advisory (RFC 3659 section 4.3): the end of the data connection decides. libcurl would wait
/// for the server's reply after it in the loop's thread, so the connection is looked at from here.
struct FileEnds {
    /// One of them.
    struct Wait {
        /// The lane.
        let lane: Lane
        /// Since when it waits.
        let since: Instant
        /// Its data connection; `nil` when its end cannot be seen from outside, as with TLS.
        let data: SocketBook.Socket?
    }

    private(set) var waits: [Wait] = []

    /// Whether there is none.
    var isEmpty: Bool { waits.isEmpty }

    /// Whether one of them is to be looked at although nothing has woken the loop.
    var needsPolling: Bool { waits.contains { $0.data == nil } }

    /// Adds a lane.
    mutating func add(_ wait: Wait) { waits.append(wait) }

    /// Takes a lane out.
    ///
    /// - Returns: What was known of it; `nil` if it was not there.
    mutating func remove(_ lane: Lane) -> Wait? {
        guard let index = waits.firstIndex(where: { $0.lane === lane }) else { return nil }
        return waits.remove(at: index)
    }
}
