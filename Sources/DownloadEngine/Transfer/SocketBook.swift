import CLibcurl
import Glibc

/// The sockets that libcurl has open.
///
/// libcurl tells no socket of a transfer that runs, and a number alone says little: when a socket is
/// closed, the next one that is made gets its number. Used on the loop's thread only.
final class SocketBook {
    /// A socket, told from a later one of the same number.
    struct Socket: Hashable {
        /// Its number.
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
    /// The watched sockets that the other side had reset when they were closed, by birth.
    private var reset: Set<Int> = []

    /// Whether a socket has not been closed.
    func isOpen(_ socket: Socket) -> Bool { records[socket.number]?.birth == socket.birth }

    /// Notes a new socket.
    func open(_ number: Int32, watchingForReset isWatched: Bool) -> Socket {
        count += 1
        records[number] = Record(birth: count, isWatchedForReset: isWatched)
        return Socket(number: number, birth: count)
    }

    /// The socket of a connection; `nil` when it was never told.
    func socket(_ ends: Endpoints) -> Socket? { connections[ends] }

    /// Notes the ends of a socket's connection.
    func note(_ ends: Endpoints, of socket: Socket) {
        records[socket.number]?.ends = ends
        connections[ends] = socket
    }

    /// Whether a socket's connection is known to be one of HTTP/1.
    func isHTTP1(_ socket: Socket) -> Bool {
        isOpen(socket) && records[socket.number]?.isHTTP1 ?? false
    }

    /// Notes that a socket's connection is one of HTTP/1.
    func noteHTTP1(_ socket: Socket) {
        if isOpen(socket) { records[socket.number]?.isHTTP1 = true }
    }

    /// Whether the other side had reset a watched socket when it was closed.
    func wasReset(_ socket: Socket) -> Bool { reset.contains(socket.birth) }

    /// Forgets what is known of a closed socket.
    func forget(_ socket: Socket) { reset.remove(socket.birth) }

    /// Closes a socket for libcurl.
    func close(_ number: Int32) -> Int32 {
        if let record = records.removeValue(forKey: number) {
            if let ends = record.ends { connections[ends] = nil }
            if record.isWatchedForReset, SocketBook.isReset(number) { reset.insert(record.birth) }
        }
        return Glibc.close(number)
    }

    /// Whether the other side has reset a connection; one that it has closed in order is not.
    private static func isReset(_ number: Int32) -> Bool {
        var question = pollfd(fd: number, events: 0, revents: 0)
        return poll(&question, 1, 0) > 0 && question.revents & Int16(POLLHUP | POLLERR) != 0
    }
}

extension EasyHandle {
    /// Notes the sockets of this transfer from now on; the book must outlive its connections.
    func noteSockets(in book: SocketBook, watchingForResets isWatched: Bool) {
        sockets = TransferSockets(book: book, watchesForResets: isWatched)
        _ = pdl_set_pointer(
            pointer, CURLOPT_SOCKOPTDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = pdl_set_pointer(
            pointer, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(book).toOpaque())
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
                return Unmanaged<SocketBook>.fromOpaque(context).takeUnretainedValue()
                    .close(number)
            })
    }

    /// Cuts the connection before its handle is taken out of the loop: libcurl would say goodbye to
    /// an SSH server, and wait for the answer in the loop's thread.
    func cutConnection() {
        if let socket = sockets.first { _ = shutdown(socket.number, Int32(SHUT_RDWR)) }
    }
}
