/// How a host receives user names and passwords.
///
/// A server with Digest authentication (RFC 7616) must not see the password itself. So the first
/// request omits it, and libcurl answers the challenge. Once a challenge has offered Basic alone,
/// later requests include the password and save the round trip (RFC 7617 section 2.2).
package struct HostLogin: Hashable, Sendable {
    /// Whether requests include the password in the Basic scheme.
    package private(set) var sendsBasic = false
    /// Whether the host has offered Digest authentication.
    private var takesDigests = false

    /// Creates the state for an unknown host.
    package init() {}

    /// Records that the host accepted a request, after a challenge that offered these schemes.
    package mutating func accepted(offeringBasic basic: Bool, digest: Bool) {
        takesDigests = takesDigests || digest
        sendsBasic = (sendsBasic || basic) && !takesDigests
    }

    /// Records that the host refused a request.
    ///
    /// Some servers answer 404 or 403 instead of asking for a password.
    ///
    /// - Parameters:
    ///   - status: The status of the response.
    ///   - wasChallenged: Whether the request was challenged before.
    ///   - digest: Whether a challenge offered Digest.
    /// - Returns: Whether the same request may be sent again with the password.
    package mutating func refused(_ status: Int, wasChallenged: Bool, digest: Bool) -> Bool {
        takesDigests = takesDigests || digest
        guard [401, 403, 404].contains(status) else { return false }
        let mayAskAgain = !sendsBasic && !takesDigests && !wasChallenged && status != 401
        sendsBasic = mayAskAgain
        return mayAskAgain
    }
}
