/// The reason why a request is refused.
package enum AccessRefusal: Hashable, Sendable {
    /// There is no single valid `Host`.
    case badHost
    /// The host name is not allowed.
    case host
    /// The `Origin` is malformed.
    case badOrigin
    /// The origin is not allowed.
    case origin
    /// A page of another site made a request that carries no origin.
    case otherSite
    /// The target is not a path.
    case target
    /// Nothing exists under this path.
    case path
    /// The path has other methods.
    case method
    /// The request has no valid WebSocket handshake.
    case handshake
    /// The text is longer than `RPCLimits.bodyBytes`.
    case length
    /// The peer has sent too many wrong tokens.
    case guesses
    /// A token was wrong.
    case token
    /// There are too many connections.
    case connections

    /// The HTTP status.
    package var status: Int {
        switch self {
        case .badHost, .badOrigin, .target: 400
        case .token: 401
        case .origin, .otherSite: 403
        case .path: 404
        case .method: 405
        case .length: 413
        case .host: 421
        case .handshake: 426
        case .guesses: 429
        case .connections: 503
        }
    }

    /// The fault, and what helps, for the log and the reply.
    package var advice: String {
        switch self {
        case .badHost: "the Host header is missing, repeated or malformed"
        case .host:
            "this host name may belong to another site; use an IP address or localhost, or add the"
                + " name to rpc.allow-hosts"
        case .badOrigin: "the Origin header is malformed"
        case .origin:
            "pages of this origin have no access; if you trust the page, add its origin to"
                + " rpc.allow-origins, or serve the page with rpc.web-ui"
        case .otherSite: "a page of another site sent this request"
        case .target: "the request target is not a path"
        case .path: "nothing here; the address of the RPC ends in /jsonrpc"
        case .method: "use POST, GET or a WebSocket"
        case .handshake: "use version 13 of the WebSocket protocol, on a new connection"
        case .length: "the request is longer than 2 MiB"
        case .guesses: "too many wrong tokens; wait a few seconds"
        case .token: "wrong token; the secret is shown by pdl-tui config"
        case .connections: "all 64 connections are in use"
        }
    }
}
