/// What is known of a response besides what was judged.
package struct HeadFacts: Hashable, Sendable {
    /// The HTTP status, or the code of an FTP server's last reply; SFTP has none.
    package var status: Int?
    /// The server's address and port.
    package var address: String?
    /// For example `HTTP/1.1` or `FTP`.
    package var protocolVersion: String?
    /// For example `TLSv1.3`.
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
