import CLibcurl
import Glibc

/// Registers the sockets that libcurl has open.
///
/// libcurl does not report the socket of a running transfer, and a descriptor alone says little:
/// once a socket is closed, the next one reuses its number. Used on the loop's thread only.
final class SocketRegistry {
    /// A socket, distinguished from later ones of the same number.
    struct Socket: Hashable {
        /// Its descriptor.
        let number: Int32
        let birth: Int
    }

    private struct Record {
        let birth: Int
        let isWatchedForReset: Bool
        var ends: Endpoints?
        var isHTTP1 = false
    }

    private var records: [Int32: Record] = [:]
    private var connections: [Endpoints: Socket] = [:]
    private var count = 0
    /// The watched sockets that the peer had reset when they were closed, by birth.
    private var reset: Set<Int> = []

    /// Returns whether a socket is still open.
    func isOpen(_ socket: Socket) -> Bool { records[socket.number]?.birth == socket.birth }

    /// Registers a new socket.
    func open(_ number: Int32, watchingForReset isWatched: Bool) -> Socket {
        count += 1
        records[number] = Record(birth: count, isWatchedForReset: isWatched)
        return Socket(number: number, birth: count)
    }

    /// Returns the socket of a connection; `nil` when it was never reported.
    func socket(_ ends: Endpoints) -> Socket? { connections[ends] }

    /// Records the endpoints of a socket's connection.
    func note(_ ends: Endpoints, of socket: Socket) {
        records[socket.number]?.ends = ends
        connections[ends] = socket
    }

    /// Returns whether a socket's connection is known to be HTTP/1.
    func isHTTP1(_ socket: Socket) -> Bool {
        isOpen(socket) && records[socket.number]?.isHTTP1 ?? false
    }

    /// Records that a socket's connection is HTTP/1.
    func noteHTTP1(_ socket: Socket) {
        if isOpen(socket) { records[socket.number]?.isHTTP1 = true }
    }

    /// Returns whether the peer had reset a watched socket when it was closed.
    func wasReset(_ socket: Socket) -> Bool { reset.contains(socket.birth) }

    /// Forgets a closed socket.
    func forget(_ socket: Socket) { reset.remove(socket.birth) }

    /// Closes a socket for libcurl.
    func close(_ number: Int32) -> Int32 {
        if let record = records.removeValue(forKey: number) {
            if let ends = record.ends { connections[ends] = nil }
            if record.isWatchedForReset, SocketRegistry.isReset(number) {
                reset.insert(record.birth)
            }
        }
        return Glibc.close(number)
    }

    /// Returns whether the peer has reset a connection; an orderly close is no reset.
    private static func isReset(_ number: Int32) -> Bool {
        var question = pollfd(fd: number, events: 0, revents: 0)
        return poll(&question, 1, 0) > 0 && question.revents & Int16(POLLHUP | POLLERR) != 0
    }
}

extension EasyHandle {
    /// Registers the sockets of this transfer from now on; the registry outlives them.
    func noteSockets(in registry: SocketRegistry, watchingForResets isWatched: Bool) {
        sockets = TransferSockets(registry: registry, watchesForResets: isWatched)
        _ = pdl_set_pointer(
            pointer, CURLOPT_SOCKOPTDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = pdl_set_pointer(
            pointer, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(registry).toOpaque())
        _ = pdl_set_socket_callbacks(
            pointer,
            { context, number, _ in
                guard let context else { return 0 }
                let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
                handle.sockets.open(number)
                return 0
            },
            { context, number in
                guard let context else { return close(number) }
                return Unmanaged<SocketRegistry>.fromOpaque(context).takeUnretainedValue()
                    .close(number)
            })
    }

    /// Cuts the connection before its handle is removed from the loop.
    ///
    /// Otherwise libcurl would take leave of an SSH server, and wait for the answer in the loop's
    /// thread.
    func cutConnection() {
        if let socket = sockets.first { _ = shutdown(socket.number, Int32(SHUT_RDWR)) }
    }
}
