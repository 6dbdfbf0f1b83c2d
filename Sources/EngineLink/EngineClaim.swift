import CLinux
import Glibc

/// The right to be the only engine of a user: a lock and a listening socket.
///
/// The kernel releases the lock with the process, however it ends. A socket without a listener is
/// therefore known to be stale and is replaced; one with a listener never is.
package final class EngineClaim: Sendable {
    /// Whether the previous engine was killed: it ended without removing its socket.
    package let replacesKilledEngine: Bool
    /// The listening socket.
    let listener: SocketHandle
    private let lock: SocketHandle
    /// The socket's path, if this process created it.
    private let path: String?

    /// Claims an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: Where to listen.
    ///   - inherited: A listening socket from a service manager.
    /// - Throws: `LinkError.taken` when another process is the engine.
    package init(_ endpoint: Endpoint, inherited: SocketHandle? = nil) throws(LinkError) {
        try endpoint.prepareFolder()
        let number = open(endpoint.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw .system("cannot open \(endpoint.lock)") }
        lock = SocketHandle(number)
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .system("cannot lock \(endpoint.lock)") }
            throw .taken
        }
        // Names the process to a user whose engine does not respond.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(number, 0) == 0 { _ = pwrite(number, text, text.count, 0) }
        if let inherited {
            listener = inherited
            path = nil
            replacesKilledEngine = false
            _ = fcntl(inherited.number, F_SETFL, O_NONBLOCK)
            return
        }
        replacesKilledEngine = try EngineClaim.removeStaleSocket(endpoint)
        let socket = try newSocket(blocking: false)
        guard try endpoint.withAddress({ bind(socket.number, $0, $1) }) == 0 else {
            throw .system("cannot listen at \(endpoint.socket)")
        }
        chmod(endpoint.socket, 0o600)
        guard listen(socket.number, 64) == 0 else {
            throw .system("cannot listen at \(endpoint.socket)")
        }
        listener = socket
        path = endpoint.socket
    }

    /// Removes the socket of an engine that has ended; returns whether one existed.
    private static func removeStaleSocket(_ endpoint: Endpoint) throws(LinkError) -> Bool {
        var facts = stat()
        guard lstat(endpoint.socket, &facts) == 0 else { return false }
        guard facts.st_mode & S_IFMT == S_IFSOCK else {
            throw .failed("\(endpoint.socket) is not a socket; remove it")
        }
        let probe = try newSocket(blocking: false)
        // A socket may have a listener without the lock: a service manager.
        if try endpoint.withAddress({ connect(probe.number, $0, $1) }) == 0 || errno == EAGAIN {
            throw .taken
        }
        guard unlink(endpoint.socket) == 0 || errno == ENOENT else {
            throw .system("cannot remove \(endpoint.socket)")
        }
        return true
    }

    /// Releases the claim after a regular end of the engine.
    package func release() {
        if let path {
            unlink(path)
            // Refuses pending connections at once.
            shutdown(listener.number, Int32(SHUT_RDWR))
        }
        flock(lock.number, LOCK_UN)
    }
}
