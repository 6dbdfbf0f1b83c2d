import NIOCore

/// The limits of connections, besides `RPCLimits`.
struct TransportLimits: Sendable {
    /// The maximum number of connections.
    var connections = RPCLimits.connections
    /// The maximum number of bytes before the end of a request's head.
    var headBytes = 128 << 10
    /// The time for a head, from the beginning of the connection or the last reply.
    var head = TimeAmount.seconds(30)
    /// The time for a body.
    var body = TimeAmount.seconds(60)
    /// The time in which a peer must take a reply.
    var reply = TimeAmount.seconds(60)
    /// The time in which the rest of a refused request is discarded, so that its reply arrives.
    var drain = TimeAmount.seconds(2)
    /// The time between two pings on a WebSocket; a peer that misses three is gone.
    var ping = TimeAmount.seconds(30)
    /// The maximum number of notifications that wait for a slow WebSocket.
    var notifications = 256

    init() {}
}
