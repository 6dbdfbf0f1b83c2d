import CLibcurl
import CLinux
import DownloadCore
import Glibc

/// The network interface or local address that connections are bound to (`--interface`).
///
/// With one that is wrong, libcurl fails as if the server could not be reached; it looks up a host
/// name while the loop waits, and ignores a text that is too long. So it only gets what this
/// machine has.
struct LocalEnd {
    private enum Kind {
        case interface(String)
        case address(String)
        /// libcurl's prefix for an address, with something else after it.
        case unusable
    }

    /// The value as given, for libcurl.
    let value: String
    /// The family of a local address; `any` for an interface.
    let family: TransportOptions.AddressFamily
    private let kind: Kind

    /// Reads a value; `nil` for the empty one, which binds connections to nothing.
    init?(_ value: String) {
        guard !value.isEmpty else { return nil }
        self.value = value
        // The prefixes of libcurl, which take the value for one of the two only.
        let prefix = ["if!", "host!"].first { value.hasPrefix($0) } ?? ""
        let name = String(value.dropFirst(prefix.count))
        let (address, family) = Self.address(name)
        if prefix == "if!" || address == nil || prefix.isEmpty && if_nametoindex(name) != 0 {
            kind = prefix == "host!" ? .unusable : .interface(name)
            self.family = .any
        } else {
            kind = .address(address ?? "")
            self.family = family
        }
    }

    /// Returns an address without its zone, and its family; `nil` for any other text.
    private static func address(
        _ text: String
    ) -> (String?, TransportOptions.AddressFamily) {
        var bytes = in6_addr()
        if inet_pton(AF_INET, text, &bytes) == 1 { return (text, .ipv4) }
        let bare = String(text.prefix { $0 != "%" })
        return inet_pton(AF_INET6, bare, &bytes) == 1 ? (bare, .ipv6) : (nil, .any)
    }

    /// The value in messages.
    var shown: String { value.bounded(to: 60) }

    // MARK: Checks

    /// Why connections cannot be bound to it; `nil` if they can.
    var problem: String? {
        switch kind {
        case .unusable: return "\(shown) is not an IP address"
        case .interface(let name):
            // libcurl takes an empty name for any interface.
            if !name.isEmpty, if_nametoindex(name) != 0 { return nil }
            return "this machine has no network interface \(shown)\(Self.suggestion)"
        case .address(let text):
            guard let error = Self.bindingError(text, family) else { return nil }
            // libcurl drops the zone that a link-local address needs.
            return error == EINVAL
                ? "\(shown) is a link-local address; use the name of its interface"
                : "\(shown) is not an address of this machine\(Self.suggestion)"
        }
    }

    /// Returns why a connection to a host is bound to fail: the interface has addresses of the
    /// other family only; `nil` if nothing is known against it.
    ///
    /// Some interfaces reach a host without an address of their own, so it may be tried.
    func lack(for host: String) -> String? {
        // A zone is that of a link-local address, which each interface has or may have.
        guard case .interface(let name) = kind, !host.contains("%") else { return nil }
        let needed = TransportOptions.AddressFamily(ofHost: host)
        let families = Self.families(of: name)
        guard needed != .any, !families.isEmpty, !families.contains(needed) else { return nil }
        return "the network interface \(shown) has no \(needed.name) address to reach \(host)"
    }

    // MARK: The machine

    /// Calls a function with the entries of the system's list of interfaces and addresses.
    private static func forEach(_ body: (String, ifaddrs) -> Void) {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            if let name = entry.ifa_name { body(String(cString: name), entry) }
            next = entry.ifa_next
        }
    }

    /// Returns the families of an interface's addresses, apart from link-local ones.
    private static func families(of interface: String) -> Set<TransportOptions.AddressFamily> {
        var found: Set<TransportOptions.AddressFamily> = []
        forEach { name, entry in
            guard name == interface, let address = entry.ifa_addr else { return }
            switch Int32(address.pointee.sa_family) {
            case AF_INET: found.insert(.ipv4)
            case AF_INET6:
                let address = UnsafeRawPointer(address).load(as: sockaddr_in6.self).sin6_addr
                let isLinkLocal = withUnsafeBytes(of: address) {
                    $0[0] == 0xFE && $0[1] & 0xC0 == 0x80
                }
                if !isLinkLocal { found.insert(.ipv6) }
            default: break
            }
        }
        return found
    }

    /// The interfaces that are up, as an end of a message.
    private static var suggestion: String {
        var names: [String] = []
        forEach { name, entry in
            if Int(entry.ifa_flags) & IFF_UP != 0, !names.contains(name) {
                names.append(name)
            }
        }
        return names.isEmpty ? "" : "; it has \(names.prefix(6).joined(separator: ", "))"
    }

    /// Returns why no socket can be bound to an address, as libcurl does; `nil` if one can.
    private static func bindingError(
        _ text: String, _ family: TransportOptions.AddressFamily
    ) -> Int32? {
        let number = family == .ipv4 ? AF_INET : AF_INET6
        let descriptor = socket(number, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        // libcurl tells why it has no socket either.
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var place = sockaddr_in6()
        let size: Int
        if family == .ipv4 {
            size = MemoryLayout<sockaddr_in>.size
            withUnsafeMutableBytes(of: &place) { bytes in
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                inet_pton(AF_INET, text, &address.sin_addr)
                bytes.storeBytes(of: address, as: sockaddr_in.self)
            }
        } else {
            size = MemoryLayout<sockaddr_in6>.size
            place.sin6_family = sa_family_t(AF_INET6)
            inet_pton(AF_INET6, text, &place.sin6_addr)
        }
        let result = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(size))
            }
        }
        let error = errno
        return result != 0 && [EADDRNOTAVAIL, EINVAL].contains(error) ? error : nil
    }
}

extension TransportOptions.AddressFamily {
    /// Creates the family of a URL's host; `any` for a name.
    init(ofHost host: String) {
        let isIPv4 = host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0.isDigit }
        self = host.hasPrefix("[") ? .ipv6 : isIPv4 ? .ipv4 : .any
    }

    /// Its name, for messages.
    var name: String { self == .ipv4 ? "IPv4" : "IPv6" }
}
