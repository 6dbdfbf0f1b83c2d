/// The proxies that environment variables name, and the hosts that are reached without one.
///
/// The rules are curl's: `http_proxy` in lower case only, since a CGI script finds the request's
/// `Proxy` field in the other; `https_proxy`, `ftp_proxy`, `all_proxy` and `no_proxy` in either case,
/// lower case first. An empty variable is as good as none.
public struct ProxyEnvironment: Hashable, Sendable {
    /// A proxy, with the name of the variable that it comes from.
    private struct Entry: Hashable {
        var variable: String
        var value: String
    }

    private var proxies: [SourceURL.Scheme: Entry] = [:]
    private var exceptions = ProxyExceptions()

    /// No proxy for any host.
    public init() {}

    /// Reads the variables.
    ///
    /// - Parameter variable: The value of an environment variable; `nil` when it is not set.
    public init(variable: (String) -> String?) {
        func first(_ names: [String]) -> Entry? {
            for name in names {
                if let value = variable(name), !value.isEmpty {
                    return Entry(variable: name, value: value)
                }
            }
            return nil
        }
        let rest = first(["all_proxy", "ALL_PROXY"])
        for scheme in SourceURL.Scheme.allCases {
            let name = scheme.rawValue + "_proxy"
            proxies[scheme] =
                first(scheme == .http ? [name] : [name, name.uppercased()]) ?? rest
        }
        exceptions = ProxyExceptions(first(["no_proxy", "NO_PROXY"])?.value ?? "")
    }

    /// The first variable whose value is not the URL of a proxy, and why.
    public var problem: DownloadError? {
        let entries = Set(proxies.values).sorted { $0.variable < $1.variable }
        return entries.lazy.compactMap { entry in
            do throws(DownloadError) {
                _ = try Self.proxy(entry)
                return nil
            } catch {
                return error
            }
        }.first
    }

    /// The proxy through which a server is reached; `nil` for none.
    ///
    /// - Parameters:
    ///   - url: The server.
    ///   - setting: The proxy that is set for it: the empty text is none, and with `nil` the
    ///     environment decides. Hosts in `no_proxy` are reached directly in either case.
    /// - Returns: The proxy, ready for use.
    /// - Throws: `DownloadError` of kind `.badURL` when it cannot be used.
    public func proxy(
        for url: SourceURL, setting: String?
    ) throws(DownloadError) -> ProxyURL? {
        guard setting != "", !exceptions.contains(url.host) else { return nil }
        if let setting { return try ProxyURL(setting) }
        guard let entry = proxies[url.scheme] else { return nil }
        return try Self.proxy(entry)
    }

    private static func proxy(_ entry: Entry) throws(DownloadError) -> ProxyURL {
        do throws(DownloadError) {
            return try ProxyURL(entry.value)
        } catch {
            throw DownloadError(.badURL, "\(entry.variable) in the environment: \(error.cause)")
        }
    }
}

/// The hosts of `no_proxy`: names with all that is below them, addresses, and networks (CIDR).
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

    /// Reads a list whose entries stand apart by commas or blanks.
    init(_ text: String = "") {
        for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            if entry == "*" { isEverything = true }
            let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if let bytes = Self.address(String(parts[0])) {
                let bits = parts.count == 1 ? bytes.count * 8 : Int(parts[1]) ?? -1
                if bits >= 0 { networks.append(Network(bytes: bytes, bits: bits)) }
            } else {
                let name = entry.drop { $0 == "." }
                // Names outside ASCII are compared as they are in URLs.
                names.append(
                    Self.bare(((try? SourceURL("http://\(name)/"))?.host ?? String(name))[...]))
            }
        }
    }

    /// Whether a host is reached without a proxy.
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

    /// A name in lower case, without the dot of the root.
    private static func bare(_ name: Substring) -> String {
        let name = name.last == "." ? name.dropLast() : name
        return String(name).asciiLowercased
    }

    /// The bytes of an IPv4 or IPv6 address, with or without brackets; `nil` for a name.
    private static func address(_ text: String) -> [UInt8]? {
        if !text.contains(":") { return AddressBytes.version4(text) }
        var text = text[...]
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        return AddressBytes.version6(text.prefix { $0 != "%" })
    }
}

/// Internet addresses as bytes, for comparing them with networks.
enum AddressBytes {
    /// The 4 bytes of `a.b.c.d`; `nil` when it is no such address.
    static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy(\.isDigit) && part.utf8.count <= 3 ? UInt8(part) : nil
        }
        return bytes.count == 4 ? bytes : nil
    }

    /// The 16 bytes of an IPv6 address (RFC 4291 section 2.2); `nil` when it is none.
    static func version6(_ text: some StringProtocol) -> [UInt8]? {
        var front: [UInt8] = []
        var back: [UInt8]?
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        if groups.count > 2, groups.first?.isEmpty == true { groups = groups.dropFirst() }
        if groups.count > 1, groups.last?.isEmpty == true { groups = groups.dropLast() }
        for (index, group) in zip(groups.indices, groups) {
            let bytes: [UInt8]
            if group.isEmpty {
                guard back == nil else { return nil }
                back = []
                continue
            } else if index == groups.indices.last, let last = version4(group) {
                bytes = last
            } else {
                guard group.utf8.count <= 4, let value = UInt16(group, radix: 16) else {
                    return nil
                }
                bytes = [UInt8(value >> 8), UInt8(value & 255)]
            }
            if back == nil { front += bytes } else { back?.append(contentsOf: bytes) }
        }
        guard let back else { return front.count == 16 ? front : nil }
        guard front.count + back.count <= 14 else { return nil }
        return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
    }
}
