/// An error in the terms of JSON-RPC 2.0: a code, and a message for users.
struct RPCError: Error, Hashable, Sendable {
    /// The code: 1 for an error of a method, as aria2 has it, else one of JSON-RPC.
    var code: Int
    /// The message.
    var message: String

    /// The text is not JSON.
    static let parse = RPCError(code: -32700, message: "Parse error.")
    /// The JSON is not a request.
    static let invalidRequest = RPCError(code: -32600, message: "Invalid Request.")
    /// The parameters are not an array.
    static let invalidParams = RPCError(code: -32602, message: "Invalid params.")
    /// The token is wrong or missing.
    static let unauthorized = RPCError(code: 1, message: "Unauthorized")

    /// Creates an error with a code.
    init(code: Int, message: String) {
        self.code = code
        self.message = message
    }

    /// Creates the error of a method.
    init(_ message: String) { self.init(code: 1, message: message) }

    /// The HTTP status of a reply that consists of this error.
    var status: Int {
        switch code {
        case 1, Self.invalidRequest.code: 400
        default: 500
        }
    }
}
