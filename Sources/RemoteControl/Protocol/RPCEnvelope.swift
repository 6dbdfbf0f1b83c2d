import DownloadCore

/// A parsed request: one call or a batch.
enum RPCEnvelope: Hashable, Sendable {
    /// One call.
    case single(JSONValue)
    /// Several calls; elements that are not objects are left out.
    case batch([JSONValue])

    /// The maximum number of calls in a batch or a `system.multicall`.
    ///
    /// An answer is many times longer than the shortest call.
    static let mostCalls = 4096

    /// Reads a text.
    ///
    /// - Throws: `RPCError` when it is neither.
    init(_ body: [UInt8]) throws(RPCError) {
        guard body.count <= RPCLimits.bodyBytes else { throw .parse }
        var limits = JSONReader.Limits()
        limits.depth = RPCLimits.depth
        let value: JSONValue
        do throws(JSONReader.Problem) {
            value = try JSONReader.read(body, limits: limits)
        } catch {
            throw .parse
        }
        switch value {
        case .object: self = .single(value)
        case .array(let elements):
            let calls = elements.filter { if case .object = $0 { true } else { false } }
            guard calls.count <= Self.mostCalls else { throw .tooManyCalls }
            self = .batch(calls)
        default: throw .invalidRequest
        }
    }
}

extension RPCError {
    /// A batch or a `system.multicall` has too many calls.
    static let tooManyCalls = RPCError(
        code: -32600, message: "more than \(RPCEnvelope.mostCalls) calls in one request")
}
