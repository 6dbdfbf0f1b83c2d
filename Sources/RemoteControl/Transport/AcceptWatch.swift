import Glibc
import NIOCore

/// Pauses accepting connections for a second when one could not be accepted, as when there are no
/// file descriptors left, and logs it at most once a minute.
///
/// NIO's own pause fails when the first connection of a read is the one that fails: the socket stays
/// registered, and the loop spins.
final class AcceptWatch: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let interval = TimeAmount.minutes(1)
    private static let pause = TimeAmount.seconds(1)

    private let server: ServerState
    private var next: NIODeadline?
    private var isPaused = false

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
        pause(context)
        context.fireErrorCaught(error)
    }

    private func pause(_ context: ChannelHandlerContext) {
        guard !isPaused else { return }
        isPaused = true
        accept(false, on: context.channel)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            isPaused = false
            accept(true, on: context.channel)
        }
    }

    /// Stops or resumes accepting; a channel that has been closed meanwhile does neither.
    private func accept(_ isOn: Bool, on channel: any Channel) {
        try? channel.syncOptions?.setOption(.autoRead, value: isOn)
    }
}
