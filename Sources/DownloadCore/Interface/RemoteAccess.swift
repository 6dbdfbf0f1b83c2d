/// Whether other programs can control the engine through the RPC.
public enum RemoteAccess: Hashable, Sendable, Codable {
    /// It listens on this address.
    case listening(String)
    /// It is switched on, but cannot listen, for this reason.
    case failed(String)
}
