import DownloadCore

/// Decides what becomes of a request by its head alone.
package struct AccessRules: Hashable, Sendable {
    /// The outcome for a request.
    package enum Verdict: Hashable, Sendable {
        /// The body is a call.
        case call
        /// The query is a call.
        case query(RPCRequest)
        /// The connection becomes a WebSocket.
        case webSocket
        /// A page asks whether it may send a request.
        case preflight
        /// A file of the web interface is wanted; its path as sent.
        case file(String)
        /// The request is refused.
        case refused(AccessRefusal)
    }

    /// The allowed host names besides `localhost`, in lower case.
    package var hosts: Set<String> = []
    /// The allowed origins besides extensions and pages of this server.
    package var origins: Set<Origin> = []
    /// Whether a folder is served.
    package var servesFiles = false

    /// Creates rules that allow addresses, `localhost`, extensions and pages of this server.
    package init() {}

    /// Returns the outcome for a request.
    package func verdict(_ head: RequestHead) -> Verdict {
        guard let location = head.location else { return .refused(.target) }
        let hosts = head.values("host")
        guard hosts.count == 1, let host = Authority(hosts[0]),
            location.authority.map({ Authority($0) == host }) ?? true
        else { return .refused(.badHost) }
        // A name from elsewhere that resolves to this machine would make its pages same-origin.
        guard host.isAddress || host.host == "localhost" || self.hosts.contains(host.host) else {
            return .refused(.host)
        }
        guard location.path == "/jsonrpc" else { return file(head, String(location.path)) }
        if let refusal = refusal(head, host) { return .refused(refusal) }
        if head.isUpgrade { return head.method == "GET" ? .webSocket : .refused(.handshake) }
        switch head.method {
        case "POST": return .call
        case "GET": return .query(RPCRequest(query: location.query))
        case "OPTIONS": return .preflight
        default: return .refused(.method)
        }
    }

    private func file(_ head: RequestHead, _ path: String) -> Verdict {
        guard servesFiles, !head.isUpgrade else { return .refused(.path) }
        return ["GET", "HEAD"].contains(head.method) ? .file(path) : .refused(.method)
    }

    /// Returns why the sender has no access; `nil` if it has.
    private func refusal(_ head: RequestHead, _ host: Authority) -> AccessRefusal? {
        let origins = head.values("origin")
        guard let first = origins.first else {
            // Images, scripts and links of a page send no origin. Browsers say where they are from.
            let site = head.words("sec-fetch-site")
            return site.allSatisfy { ["none", "same-origin"].contains($0) } ? nil : .otherSite
        }
        guard origins.count == 1, let origin = Origin(first) else { return .badOrigin }
        if case .extension = origin { return nil }
        return self.origins.contains(origin) || origin.isSame(as: host) ? nil : .origin
    }
}
