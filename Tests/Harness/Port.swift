import FaultOrigin
import Foundation

/// Loopback ports.
package enum Port {
    /// Returns a port that is currently free, and given to no other test of this process.
    ///
    /// No client's connection takes it before a server does.
    package static func free() throws -> Int {
        for _ in 0..<100 {
            let port = FreePort.next()
            if isFree(port) { return port }
        }
        throw NotInTime("no free port on the loopback")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Whether the port accepts connections.
    package static func isOpen(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Whether any address of this machine listens on the port.
    package static func listens(_ port: Int) -> Bool {
        ["/proc/net/tcp", "/proc/net/tcp6"].contains { path in
            TCPTable(path: path).rows.contains { $0.port == port && $0.state == 10 }
        }
    }
}
