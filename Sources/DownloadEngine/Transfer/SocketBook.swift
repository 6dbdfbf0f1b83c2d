import CLibcurl
import Glibc

/// The two ends of a TCP connection, as libcurl tells them.
struct Endpoints: Hashable {
    let local: String
    let localPort: Int32
    let remote: String
    let remotePort: Int32
}

/// The sockets that libcurl has open.
///
/// libcurl tells no socket of a transfer that runs, and a number alone says little: when a socket is
/// closed, the next one that is made gets its number. Used on the loop's thread only.
final class SocketBook {
    /// A socket, told from a later one of the same number.
    struct Socket: Hashable {
        /// Its number.
        let number: Int32
        fileprivate let birth: Int
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
    fileprivate func open(_ number: Int32, watchingForReset isWatched: Bool) -> Socket {
        count += 1
        records[number] = Record(birth: count, isWatchedForReset: isWatched)
        return Socket(number: number, birth: count)
    }

    /// The socket of a connection; `nil` when it was never told.
    fileprivate func socket(_ ends: Endpoints) -> Socket? { connections[ends] }

    /// Notes the ends of a socket's connection.
    fileprivate func note(_ ends: Endpoints, of socket: Socket) {
        records[socket.number]?.ends = ends
        connections[ends] = socket
    }

    /// Whether a socket's connection is known to be one of HTTP/1.
    fileprivate func isHTTP1(_ socket: Socket) -> Bool {
        isOpen(socket) && records[socket.number]?.isHTTP1 ?? false
    }

    /// Notes that a socket's connection is one of HTTP/1.
    fileprivate func noteHTTP1(_ socket: Socket) {
        if isOpen(socket) { records[socket.number]?.isHTTP1 = true }
    }

    /// Whether the other side had reset a watched socket when it was closed.
    fileprivate func wasReset(_ socket: Socket) -> Bool { reset.contains(socket.birth) }

    /// Forgets what is known of a closed socket.
    fileprivate func forget(_ socket: Socket) { reset.remove(socket.birth) }

    /// Closes a socket for libcurl.
    fileprivate func close(_ number: Int32) -> Int32 {
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

/// The sockets of one transfer.
struct TransferSockets {
    /// Where they are noted; `nil` when they are not.
    fileprivate var book: SocketBook?
    /// Whether it is noted which of them the other side resets: they are closed by this transfer.
    fileprivate var watchesForResets = false
    fileprivate var made: [SocketBook.Socket] = []
    /// The connection that the request was sent on.
    fileprivate var current: SocketBook.Socket?
    /// The control connection that an earlier transfer has left.
    var inherited: SocketBook.Socket?

    /// Notes a new socket.
    fileprivate mutating func open(_ number: Int32) {
        guard let book else { return }
        made.append(book.open(number, watchingForReset: watchesForResets))
    }

    /// The connection that is opened first: to an SSH server, or FTP's control connection.
    var first: SocketBook.Socket? { open.first }

    /// FTP's data connection; `nil` when there is none.
    var data: SocketBook.Socket? { open.count > 1 ? open.last : nil }

    /// Whether the other side has reset the connection that was opened first.
    var wereReset: Bool {
        guard let book, let first = made.first else { return false }
        return book.wasReset(first)
    }

    /// Lets the book forget these sockets.
    func forget() {
        for socket in made { book?.forget(socket) }
    }

    /// The socket of a connection that has carried a request before, and whether it is known to be
    /// one of HTTP/1; `nil` for a new connection, which is noted.
    mutating func usedConnection(_ ends: Endpoints) -> (number: Int32, isHTTP1: Bool)? {
        guard let book else { return nil }
        current = book.socket(ends)
        if let current { return (current.number, book.isHTTP1(current)) }
        current = open.last { TransferSockets.localPort(of: $0.number) == ends.localPort }
        if let current { book.note(ends, of: current) }
        return nil
    }

    /// Notes that the connection of the request is one of HTTP/1.
    func noteHTTP1() {
        if let current { book?.noteHTTP1(current) }
    }

    private static func localPort(of socket: Int32) -> Int32? {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes -> UInt16? in
            guard let start = bytes.baseAddress,
                getsockname(socket, start.assumingMemoryBound(to: sockaddr.self), &size) == 0
            else { return nil }
            // The port has the same place in addresses of IPv4 and IPv6.
            return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        return port.map(Int32.init)
    }

    /// Those that are open, in the order in which they were made.
    private var open: [SocketBook.Socket] {
        guard let book else { return [] }
        return ((inherited.map { [$0] } ?? []) + made).filter(book.isOpen)
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
