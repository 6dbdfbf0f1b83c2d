import Glibc
import NIOCore

/// Logs connections that could not be accepted, at most once a minute.
///
/// The next handler, of NIO, waits a second before it accepts again.
final class AcceptWatch: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let interval = TimeAmount.minutes(1)

    private let server: ServerState
    private var next: NIODeadline?

    init(_ server: ServerState) {
        self.server = server
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let now = NIODeadline.now()
        if let error = error as? IOError, next.map({ $0 <= now }) ?? true {
            next = now + Self.interval
            let reason = String(cString: strerror(error.errnoCode))
            server.log("RPC: cannot accept a connection: \(reason)")
        }
        context.fireErrorCaught(error)
    }
}
