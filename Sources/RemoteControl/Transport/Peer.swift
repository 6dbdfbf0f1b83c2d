import Glibc
import NIOCore

/// Names peers, for limits that hold for each of them.
enum Peer {
    /// Returns the address; of IPv6 only the network, since a peer may use all addresses in it.
    static func name(_ address: SocketAddress?) -> String {
        let text = address?.ipAddress ?? ""
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        return withUnsafeBytes(of: &bytes) { bytes in
            // Addresses of IPv4 in IPv6 differ in their last bytes.
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 }
            return bytes.prefix(isMapped ? 16 : 8).map { String($0, radix: 16) }
                .joined(separator: ":")
        }
    }
}
