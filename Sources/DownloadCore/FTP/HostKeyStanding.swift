/// How a server's SSH host key stands to what is known of it.
package enum HostKeyStanding: Hashable, Sendable {
    /// No key of this host is known.
    case unknown
    /// Another key of this host is known.
    case differs
}
