import Glibc

/// A client of an HTTP server on this machine that takes its time.
package final class SlowClient: Sendable {
    private let socket: Int32
    private let readsNothing: Bool

    /// Connects and begins a request.
    ///
    /// - Parameters:
    ///   - port: The server's port.
    ///   - readsNothing: Whether it sends a request with a long reply at once and does not read it;
    ///     otherwise it sends the head of a request byte by byte.
    /// - Throws: `NotInTime` if it cannot connect.
    package init(_ port: Int, readsNothing: Bool) throws {
        socket = Glibc.socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.readsNothing = readsNothing
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            throw NotInTime("no connection to port \(port): \(String(cString: strerror(errno)))")
        }
        send(readsNothing ? Self.request : "POST /jsonrpc HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
    }

    deinit { close(socket) }

    /// Sends one more byte of the head.
    package func drip() {
        if !readsNothing { send("x") }
    }

    /// A batch whose reply is longer than the buffers of the socket.
    private static let request: String = {
        let call = #"{"id":1,"method":"system.listMethods"}"#
        let body = "[" + Array(repeating: call, count: 500).joined(separator: ",") + "]"
        return "POST /jsonrpc HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }()

    private func send(_ text: String) {
        var text = text
        _ = text.withUTF8 { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
