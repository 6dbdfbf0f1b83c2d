import DownloadCore

/// What the settings say about the transport.
public struct TransportRules: Hashable, Sendable {
    /// Where the server listens.
    public var address: ListenAddress
    /// Who may connect.
    package var access = AccessRules()
    /// The folder of the web interface: an absolute path; `nil` for none.
    public var webFolder: String? {
        didSet { access.servesFiles = webFolder != nil }
    }

    /// Creates rules for an address with the default access.
    public init(address: ListenAddress) {
        self.address = address
    }

    /// Returns the fault of a host name for `allow-hosts`; `nil` if it is valid.
    public static func problem(inHost text: String) -> String? {
        guard let authority = Authority(text), authority.port == nil else {
            return "not a host name"
        }
        return authority.isAddress ? "addresses are always allowed" : nil
    }

    /// Returns the fault of an origin for `allow-origins`; `nil` if it is valid.
    public static func problem(inOrigin text: String) -> String? {
        if text == "*" { return "pages cannot all be allowed; name those that you trust" }
        guard let origin = Origin(text) else { return "not an origin such as https://example.org" }
        if case .extension = origin { return "extensions are always allowed" }
        return nil
    }

    /// Allows host names and origins that `problem(inHost:)` and `problem(inOrigin:)` accept.
    public mutating func allow(hosts: [String], origins: [String]) {
        access.hosts.formUnion(hosts.compactMap { Authority($0)?.host })
        access.origins.formUnion(origins.compactMap(Origin.init))
    }
}
