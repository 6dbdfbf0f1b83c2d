/// How a host gets user names and passwords.
///
/// A server that wants a digest of a password (RFC 7616) must not see the password itself. So a host
/// is first asked without it, and libcurl answers the challenge. Once a challenge has offered Basic
/// alone, later requests bring the password along and save the round trip (RFC 7617 section 2.2).
package struct HostLogin: Hashable, Sendable {
    /// Whether requests bring the password along in the Basic scheme.
    package private(set) var sendsBasic = false
    /// Whether the host has offered to take a digest.
    private var takesDigests = false

    /// Creates one of a host of which nothing is known.
    package init() {}

    /// Notes that the host has accepted a request, after a challenge that offered these schemes.
    package mutating func accepted(offeringBasic basic: Bool, digest: Bool) {
        takesDigests = takesDigests || digest
        sendsBasic = (sendsBasic || basic) && !takesDigests
    }

    /// Notes that the host has refused a request.
    ///
    /// Some servers deny that a file exists, or forbid it, instead of asking for a password.
    ///
    /// - Parameters:
    ///   - status: The status of the answer.
    ///   - wasChallenged: Whether the request was challenged before.
    ///   - digest: Whether a challenge has offered to take a digest.
    /// - Returns: Whether the same request may be sent again with the password.
    package mutating func refused(_ status: Int, wasChallenged: Bool, digest: Bool) -> Bool {
        takesDigests = takesDigests || digest
        guard [401, 403, 404].contains(status) else { return false }
        let mayAskAgain = !sendsBasic && !takesDigests && !wasChallenged && status != 401
        sendsBasic = mayAskAgain
        return mayAskAgain
    }
}
