import DownloadCore

/// The token check of one request, which may consist of many calls.
struct TokenGate: Sendable {
    private let secret: [UInt8]
    private let requiresToken: Bool
    /// Whether a wrong token was compared: every further call that needs one is refused.
    private var isClosed = false
    /// Whether a call had a wrong token, or none.
    private(set) var isUnauthorized = false

    /// Creates a gate.
    ///
    /// - Parameters:
    ///   - secret: The right token.
    ///   - requiresToken: Whether even methods that usually need no token need one.
    init(secret: String, requiresToken: Bool = false) {
        self.secret = Array(secret.utf8)
        self.requiresToken = requiresToken
    }

    /// Takes the token off the parameters of a call and compares it.
    ///
    /// - Parameters:
    ///   - params: The parameters; a first one that begins with `token:` is removed.
    ///   - needsToken: Whether the method needs a token.
    ///   - isOuter: Whether it is `system.multicall`, whose calls have tokens of their own.
    /// - Throws: `RPCError.unauthorized`.
    mutating func admit(
        _ params: inout [JSONValue], needsToken: Bool, isOuter: Bool = false
    ) throws(RPCError) {
        var token: Substring.UTF8View?
        if case .string(let text) = params.first, text.utf8.starts(with: "token:".utf8) {
            token = text.utf8.dropFirst(6)
            params.removeFirst()
        }
        guard needsToken || requiresToken && !isOuter else { return }
        guard let token, !isClosed else {
            isUnauthorized = true
            throw .unauthorized
        }
        guard isRight(token) else {
            isClosed = true
            isUnauthorized = true
            throw .unauthorized
        }
    }

    /// Compares in a time that depends on the length of the given token only.
    private func isRight(_ token: Substring.UTF8View) -> Bool {
        guard !secret.isEmpty else { return false }
        var difference: UInt8 = 0
        var count = 0
        for byte in token {
            difference |= byte ^ secret[count % secret.count]
            count += 1
        }
        return difference == 0 && count == secret.count
    }
}
