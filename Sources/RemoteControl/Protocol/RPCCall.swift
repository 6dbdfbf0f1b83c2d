import DownloadCore

/// One call of a method.
struct RPCCall: Hashable, Sendable {
    /// The caller's mark, returned as it came; `nil` inside `system.multicall`.
    var id: JSONValue?
    /// The name of the method.
    var method: String
    /// The parameters by position.
    var params: [JSONValue]

    /// A call that cannot be read.
    struct Refusal: Error, Hashable, Sendable {
        /// The caller's mark; null when there is none.
        var id: JSONValue
        /// The fault.
        var error: RPCError
    }

    /// Reads a JSON-RPC call.
    ///
    /// The member `jsonrpc` is ignored, since clients send the number 2 or nothing.
    ///
    /// - Throws: `Refusal` for anything else.
    init(_ value: JSONValue) throws(Refusal) {
        guard let id = value["id"] else { throw Refusal(id: .null, error: .invalidRequest) }
        guard case .string(let method) = value["method"] else {
            throw Refusal(id: id, error: .invalidRequest)
        }
        switch value["params"] {
        case nil: params = []
        case .array(let values): params = values
        default: throw Refusal(id: id, error: .invalidParams)
        }
        self.id = id
        self.method = method
    }

    /// Reads an element of `system.multicall`: `{methodName, params}`.
    ///
    /// - Throws: `RPCError` with aria2's message.
    init(inMulticall value: JSONValue) throws(RPCError) {
        guard case .object = value else { throw RPCError("system.multicall expected struct.") }
        guard case .string(let method) = value["methodName"] else {
            throw RPCError("Missing methodName.")
        }
        guard method != "system.multicall" else {
            throw RPCError("Recursive system.multicall forbidden.")
        }
        if case .array(let values) = value["params"] { params = values } else { params = [] }
        id = nil
        self.method = method
    }
}
