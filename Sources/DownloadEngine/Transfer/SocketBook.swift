import CLibcurl
import Glibc

/// The sockets that libcurl has open for transfers that are not HTTP.
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

    private var births: [Int32: Int] = [:]
    private var count = 0
    /// The sockets that the other side had reset when they were closed, by birth.
    private var reset: Set<Int> = []

    /// Whether a socket has not been closed.
    func isOpen(_ socket: Socket) -> Bool { births[socket.number] == socket.birth }

    /// Notes a new socket.
    fileprivate func open(_ number: Int32) -> Socket {
        count += 1
        births[number] = count
        return Socket(number: number, birth: count)
    }

    /// Whether the other side had reset a socket when it was closed.
    fileprivate func wasReset(_ socket: Socket) -> Bool { reset.contains(socket.birth) }

    /// Forgets what is known of a closed socket.
    fileprivate func forget(_ socket: Socket) { reset.remove(socket.birth) }

    /// Closes a socket for libcurl.
    fileprivate func close(_ number: Int32) -> Int32 {
        if let birth = births.removeValue(forKey: number), SocketBook.isReset(number) {
            reset.insert(birth)
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
    fileprivate var made: [SocketBook.Socket] = []
    /// The control connection that an earlier transfer has left.
    var inherited: SocketBook.Socket?

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

    /// Those that are open, in the order in which they were made.
    private var open: [SocketBook.Socket] {
        guard let book else { return [] }
        return ((inherited.map { [$0] } ?? []) + made).filter(book.isOpen)
    }
}

extension EasyHandle {
    /// Notes the sockets of this transfer from now on; the book must outlive its connections.
    func noteSockets(in book: SocketBook) {
        sockets = TransferSockets(book: book)
        _ = pdl_set_pointer(
            pointer, CURLOPT_SOCKOPTDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = pdl_set_pointer(
            pointer, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(book).toOpaque())
        _ = pdl_set_socket_callbacks(
            pointer,
            { context, number, _ in
                guard let context else { return 0 }
                let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
                if let socket = handle.sockets.book?.open(number) {
                    handle.sockets.made.append(socket)
                }
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
