/// The reason why a server's SSH host key is not trusted.
package enum HostKeyStanding: Hashable, Sendable {
    /// No key is known for this host.
    case unknown
    /// A different key is known for this host.
    case differs
}
