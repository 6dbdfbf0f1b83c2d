/// The proxies configured by environment variables, and the hosts to connect to directly.
///
/// The rules are curl's. `http_proxy` must be in lower case, since a CGI script receives the
/// request's `Proxy` field as `HTTP_PROXY`. `https_proxy`, `ftp_proxy`, `all_proxy` and `no_proxy`
/// may be in either case; lower case takes precedence. An empty variable counts as unset.
public struct ProxyEnvironment: Hashable, Sendable {
    /// A proxy URL and the name of the variable that contains it.
    private struct Entry: Hashable {
        var variable: String
        var value: String
    }

    private var proxies: [SourceURL.Scheme: Entry] = [:]
    private var exceptions = ProxyExceptions()

    /// Creates an environment without proxies.
    public init() {}

    /// Reads the environment variables.
    ///
    /// - Parameter variable: Returns the value of a variable; `nil` if it is unset.
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
            proxies[scheme] = first(scheme.proxyVariables) ?? rest
        }
        exceptions = ProxyExceptions(first(["no_proxy", "NO_PROXY"])?.value ?? "")
    }

    /// The error for the first variable that is not a valid proxy URL.
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

    /// Returns the proxy for a server; `nil` for a direct connection.
    ///
    /// - Parameters:
    ///   - url: The URL to connect to.
    ///   - setting: The configured proxy. An empty string means none, `nil` means that of the
    ///     environment. Hosts in `no_proxy` are always connected to directly.
    /// - Returns: The validated proxy.
    /// - Throws: `DownloadError` of kind `.badURL` if the proxy URL is invalid.
    public func proxy(
        for url: SourceURL, setting: String?
    ) throws(DownloadError) -> ProxyURL? {
        let entry = setting == nil ? proxies[url.scheme] : nil
        guard setting != "", setting != nil || entry != nil, !exceptions.contains(url.host) else {
            return nil
        }
        if let setting { return try ProxyURL(setting) }
        return try entry.map(Self.proxy)
    }

    private static func proxy(_ entry: Entry) throws(DownloadError) -> ProxyURL {
        do throws(DownloadError) {
            return try ProxyURL(entry.value)
        } catch {
            throw DownloadError(.badURL, "\(entry.variable) in the environment: \(error.cause)")
        }
    }
}
