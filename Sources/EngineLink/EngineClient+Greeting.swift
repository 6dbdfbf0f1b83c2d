import CLinux
import DownloadCore
import Glibc

extension EngineClient {
    /// Connects to an engine and exchanges greetings.
    ///
    /// - Parameters:
    ///   - endpoint: The endpoint.
    ///   - own: This program's greeting.
    ///   - acceptsOtherVersion: Whether an engine of another version is accepted.
    /// - Returns: `nil` without a listener.
    /// - Throws: `LinkError` when the listener cannot be used.
    static func greet(
        _ endpoint: Endpoint, _ own: Hello, _ acceptsOtherVersion: Bool
    ) throws(LinkError) -> (SocketHandle, FrameReader, Hello)? {
        var facts = stat()
        guard lstat(endpoint.folder, &facts) == 0 else { return nil }
        try endpoint.checkFolder()
        let socket = try newSocket(blocking: true)
        // Connecting, too, waits while too many connections have not been accepted.
        socket.limitWaits(to: patience)
        guard try endpoint.withAddress({ Glibc.connect(socket.number, $0, $1) }) == 0 else {
            if errno == ENOENT || errno == ECONNREFUSED { return nil }
            if errno == EAGAIN { throw endpoint.noResponse }
            throw .system("cannot connect to \(endpoint.socket)")
        }
        guard isOwnPeer(socket.number) else {
            throw .failed("\(endpoint.socket) belongs to another user")
        }
        guard let frame = Frame.bytes(of: own), socket.writeAll(frame) else { throw .lost }
        var reader = FrameReader()
        errno = 0
        guard let text = socket.readFrame(&reader), let hello = try? Hello.message(text) else {
            if errno == EAGAIN { throw endpoint.noResponse }
            // An engine that ends closes its connections.
            if !reader.isInFrame, errno == 0 || errno == ECONNRESET { throw .lost }
            throw .failed("\(endpoint.socket) does not answer like an engine of pdl-tui")
        }
        guard
            acceptsOtherVersion
                || hello.protocol == own.protocol && hello.version == own.version
        else { throw .otherVersion(engine: hello.version, own: own.version) }
        socket.limitWaits(to: 0)
        return (socket, reader, hello)
    }
}

extension SocketHandle {
    /// Limits how long sending, receiving and connecting may wait; 0 removes the limit.
    fileprivate func limitWaits(to seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}

extension Endpoint {
    /// The error of an engine that exists and does not answer.
    fileprivate var noResponse: LinkError { .noResponse(engineProcess.map(Int.init)) }
}
