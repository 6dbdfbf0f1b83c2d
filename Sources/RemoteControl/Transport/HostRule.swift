/// Which names a request may use for this server.
///
/// A name from elsewhere that resolves to this machine is the mark of DNS rebinding: a page of that
/// name would be of the same origin as this server.
struct HostRule: Sendable {
    /// The allowed names, in lower case, besides addresses and `localhost`.
    var allowedHosts: Set<String> = []
}
