/// The facts about a response other than its judgement.
package struct HeadFacts: Hashable, Sendable {
    /// The HTTP status, or the code of an FTP server's last reply; SFTP has none.
    package var status: Int?
    /// The server's address and port.
    package var address: String?
    /// The protocol and version, for example `HTTP/1.1` or `FTP`.
    package var protocolVersion: String?
    /// The TLS version, for example `TLSv1.3`.
    package var security: String?

    /// Creates the facts.
    package init(
        status: Int?, address: String? = nil, protocolVersion: String? = nil,
        security: String? = nil
    ) {
        self.status = status
        self.address = address
        self.protocolVersion = protocolVersion
        self.security = security
    }
}
