/// The authentication schemes that a server or proxy offers in `WWW-Authenticate` or
/// `Proxy-Authenticate` (RFC 9110 section 11.6.1).
///
/// Parsed from untrusted bytes: a name consists of token characters, is truncated, and only the
/// first few are kept.
package struct Challenges: Hashable, Sendable {
    /// The names, in the usual spelling if they are well known, each once.
    package private(set) var schemes: [String] = []

    /// The schemes that need a user name and password and that can be answered.
    package static let passwordSchemes: Set<String> = ["Basic", "Digest"]

    private static let wellKnown = ["Basic", "Digest", "Bearer", "Negotiate", "NTLM", "Kerberos"]
    private static let longestName = 20
    private static let mostSchemes = 4

    /// Creates the challenges with these schemes.
    package init(_ schemes: [String]) {
        for scheme in schemes { add(scheme) }
    }

    /// Parses the fields of this name, given in lower case.
    package init(_ head: ResponseHead, _ name: String) {
        for value in head.values(name) { parse(value[...]) }
    }

    /// Whether a scheme is offered.
    package func offers(_ scheme: String) -> Bool { schemes.contains(scheme) }

    /// What is required, when none of the offered schemes can be answered; otherwise `nil`.
    ///
    /// - Parameter supported: The schemes that can be answered.
    /// - Returns: Words such as `Negotiate or NTLM authentication, which is not supported`.
    package func unsupported(besides supported: Set<String>) -> String? {
        guard !schemes.isEmpty, supported.isDisjoint(with: schemes) else { return nil }
        return schemes.joined(separator: " or ") + " authentication, which is not supported"
    }

    private mutating func add(_ name: String) {
        let word = name.asciiLowercased
        let known = Self.wellKnown.first { $0.asciiLowercased == word }
        let scheme = known ?? name.bounded(to: Self.longestName)
        guard schemes.count < Self.mostSchemes, !schemes.contains(scheme) else { return }
        schemes.append(scheme)
    }

    /// Adds the schemes of one field: a list of challenges and of their parameters.
    private mutating func parse(_ value: ArraySlice<UInt8>) {
        var rest = value
        while !rest.isEmpty {
            rest = rest.drop { $0.isBlank || $0 == UInt8(ascii: ",") }
            let name = rest.prefix(while: \.isTokenByte)
            let after = rest[name.endIndex...].drop(while: \.isBlank)
            // A scheme stands alone, or a space separates it from its first parameter or token.
            let isAlone = after.isEmpty || after.first == UInt8(ascii: ",")
            let isSeparate = after.startIndex > name.endIndex && after.first != UInt8(ascii: "=")
            if !name.isEmpty, isAlone || isSeparate {
                add(String(decoding: name, as: UTF8.self))
            }
            rest = Self.afterComma(rest[name.endIndex...])
        }
    }

    /// Returns what follows the next comma outside quotes.
    private static func afterComma(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var isQuoted = false
        var isEscaped = false
        for (index, byte) in zip(bytes.indices, bytes) {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: return bytes[(index + 1)...]
            default: break
            }
        }
        return []
    }
}
