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
