import DownloadCore

/// The answer to one call.
struct RPCAnswer: Hashable, Sendable {
    /// The caller's mark.
    var id: JSONValue
    /// The result or the error.
    var outcome: Result<JSONValue, RPCError>

    /// The answer as JSON, its members in aria2's order.
    var json: JSONValue {
        let last: JSONValue.Member =
            switch outcome {
            case .success(let result): JSONValue.Member("result", result)
            case .failure(let error): JSONValue.Member("error", error.json)
            }
        return .object([
            JSONValue.Member("id", id), JSONValue.Member("jsonrpc", .string("2.0")), last,
        ])
    }

    /// The HTTP status when it is the whole reply.
    var status: Int {
        switch outcome {
        case .success: 200
        case .failure(let error): error.status
        }
    }
}

extension RPCError {
    /// The error as JSON.
    var json: JSONValue {
        .object([
            JSONValue.Member("code", .integer(Int64(code))),
            JSONValue.Member("message", .string(message)),
        ])
    }
}
