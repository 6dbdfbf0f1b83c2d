/// The settings of the aria2-compatible RPC, in the section `[rpc]`.
struct RemoteSettings: Equatable, Sendable {
    /// Where it listens; `nil` for nowhere.
    var listen: String?
    /// The secret that clients must know; `nil` for the one in the state folder.
    var secret: String?
    /// The host names under which it may be reached.
    var allowHosts: [String] = []
    /// The origins whose pages may use it.
    var allowOrigins: [String] = []
    /// The folder of a web interface.
    var webUI: String?
    /// The folders that clients may save in; if empty, those of the interface.
    var folders: [String] = []
    /// Whether clients may end the program.
    var allowsShutdown = false
}
