import CLibcurl
import Glibc

/// The sockets of one transfer.
struct TransferSockets {
    /// Where they are noted; `nil` when they are not.
    var book: SocketBook?
    /// Whether it is noted which of them the other side resets: they are closed by this transfer.
    var watchesForResets = false
    var made: [SocketBook.Socket] = []
    /// The connection that the request was sent on.
    var current: SocketBook.Socket?
    /// The control connection that an earlier transfer has left.
    var inherited: SocketBook.Socket?

    /// Notes a new socket.
    mutating func open(_ number: Int32) {
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
