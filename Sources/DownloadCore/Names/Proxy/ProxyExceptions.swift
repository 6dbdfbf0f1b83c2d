/// The hosts of `no_proxy`: domains including their subdomains, addresses, and networks (CIDR).
struct ProxyExceptions: Hashable, Sendable {
    private var isEverything = false
    private var names: [String] = []
    private var networks: [Network] = []

    private struct Network: Hashable {
        var bytes: [UInt8]
        var bits: Int

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count, bits <= bytes.count * 8 else { return false }
            let whole = bits / 8
            guard address[..<whole].elementsEqual(bytes[..<whole]) else { return false }
            let rest = bits % 8
            guard rest > 0 else { return true }
            return (address[whole] ^ bytes[whole]) >> (8 - rest) == 0
        }
    }

    /// Parses a list separated by commas or whitespace.
    init(_ text: String = "") {
        for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            if entry == "*" { isEverything = true }
            let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if let bytes = Self.address(String(parts[0])) {
                let bits = parts.count == 1 ? bytes.count * 8 : Int(parts[1]) ?? -1
                if bits >= 0 { networks.append(Network(bytes: bytes, bits: bits)) }
            } else {
                let name = entry.drop { $0 == "." }
                // Internationalized names are compared in the form that URLs use.
                names.append(
                    Self.bare(((try? SourceURL("http://\(name)/"))?.host ?? String(name))[...]))
            }
        }
    }

    /// Whether to connect to a host without a proxy.
    func contains(_ host: String) -> Bool {
        if isEverything { return true }
        if let address = Self.address(host) {
            return networks.contains { $0.contains(address) }
        }
        let host = Self.bare(host[...])
        return names.contains { name in
            !name.isEmpty && (host == name || host.hasSuffix("." + name))
        }
    }

    /// Returns a name in lower case, without a trailing dot.
    private static func bare(_ name: Substring) -> String {
        let name = name.last == "." ? name.dropLast() : name
        return String(name).asciiLowercased
    }

    /// Returns the bytes of an IPv4 or IPv6 address, with or without brackets; `nil` for a name.
    private static func address(_ text: String) -> [UInt8]? {
        if !text.contains(":") { return AddressBytes.version4(text) }
        var text = text[...]
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        return AddressBytes.version6(text.prefix { $0 != "%" })
    }
}
