/// The boundary between the transport and the protocol: texts in, texts out.
///
/// The transport (`Transport/`) checks who may connect and moves bytes; it neither reads nor writes
/// JSON, except for the envelope of a GET. The other side (`Protocol/`, `Methods/`) knows nothing of
/// sockets, headers and peers.
public protocol RequestAnswering: Sendable {
    /// Answers a JSON text: one request or a batch.
    ///
    /// The transport calls it for several connections at the same time, but only once at a time for
    /// each connection.
    func answer(_ request: RPCRequest) async -> RPCReply

    /// Returns the notifications from now on, each the JSON text of one WebSocket message.
    ///
    /// The stream holds a bounded number of them for a slow reader. The transport reads a single
    /// stream, only while a WebSocket is connected, and cancels the task that reads it afterwards.
    func notifications() -> AsyncStream<[UInt8]>
}

/// The text of a request, from the body of a POST, the query of a GET or a WebSocket message.
public struct RPCRequest: Hashable, Sendable {
    /// The JSON text; at most `RPCLimits.bodyBytes` long.
    public var body: [UInt8]
    /// Whether each call in it must carry the token, even those that usually need none.
    ///
    /// True for GET, which a page of any origin can send without a preflight.
    public var requiresToken: Bool

    /// Creates a request.
    public init(body: [UInt8], requiresToken: Bool = false) {
        self.body = body
        self.requiresToken = requiresToken
    }
}

/// The reply to a request.
public struct RPCReply: Hashable, Sendable {
    /// The HTTP status; WebSockets ignore it.
    public var status: Int
    /// The JSON text; empty when there is nothing to answer.
    public var body: [UInt8]
    /// Whether a token was wrong or missing.
    ///
    /// The transport then delays the reply: each peer gets one a second. At most one wrong token is
    /// compared for each request: after it, all calls of a batch or a `system.multicall` are
    /// refused without a comparison.
    public var isUnauthorized: Bool

    /// Creates a reply.
    public init(status: Int, body: [UInt8], isUnauthorized: Bool = false) {
        self.status = status
        self.body = body
        self.isUnauthorized = isUnauthorized
    }
}

/// The limits of requests.
public enum RPCLimits {
    /// The maximum length of a request's text in bytes.
    public static let bodyBytes = 2 << 20
    /// The maximum nesting of its arrays and objects.
    public static let depth = 32
    /// The maximum number of connections.
    public static let connections = 64
}
