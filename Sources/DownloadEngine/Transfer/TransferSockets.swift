import CLibcurl
import Glibc

/// The sockets of one transfer.
struct TransferSockets {
    /// Where they are registered; `nil` when they are not.
    var registry: SocketRegistry?
    /// Whether to record which of them the peer resets; this transfer closes them.
    var watchesForResets = false
    var made: [SocketRegistry.Socket] = []
    /// The connection that carries the request.
    var current: SocketRegistry.Socket?
    /// The control connection that an earlier transfer has left.
    var inherited: SocketRegistry.Socket?

    /// Registers a new socket.
    mutating func open(_ number: Int32) {
        guard let registry else { return }
        made.append(registry.open(number, watchingForReset: watchesForResets))
    }

    /// The connection that was opened first: to an SSH server, or FTP's control connection.
    var first: SocketRegistry.Socket? { open.first }

    /// FTP's data connection; `nil` when there is none.
    var data: SocketRegistry.Socket? { open.count > 1 ? open.last : nil }

    /// Whether the peer has reset the connection that was opened first.
    var wereReset: Bool {
        guard let registry, let first = made.first else { return false }
        return registry.wasReset(first)
    }

    /// Forgets these sockets in the registry.
    func forget() {
        for socket in made { registry?.forget(socket) }
    }

    /// Returns the socket of a connection that has carried a request before, and whether it is
    /// known to be HTTP/1; `nil` for a new connection, which is recorded.
    mutating func usedConnection(_ ends: Endpoints) -> (number: Int32, isHTTP1: Bool)? {
        guard let registry else { return nil }
        current = registry.socket(ends)
        if let current { return (current.number, registry.isHTTP1(current)) }
        current = open.last { TransferSockets.localPort(of: $0.number) == ends.localPort }
        if let current { registry.note(ends, of: current) }
        return nil
    }

    /// Records that the connection of the request is HTTP/1.
    func noteHTTP1() {
        if let current { registry?.noteHTTP1(current) }
    }

    private static func localPort(of socket: Int32) -> Int32? {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes -> UInt16? in
            guard let start = bytes.baseAddress,
                getsockname(socket, start.assumingMemoryBound(to: sockaddr.self), &size) == 0
            else { return nil }
            // The port has the same offset in IPv4 and IPv6 addresses.
            return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        return port.map(Int32.init)
    }

    /// The sockets that are open, in the order of their creation.
    private var open: [SocketRegistry.Socket] {
        guard let registry else { return [] }
        return ((inherited.map { [$0] } ?? []) + made).filter(registry.isOpen)
    }
}
